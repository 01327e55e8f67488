"""The store's tables, forward only: `NNNN_name.sql` brings a store from version NNNN-1 to NNNN."""
