# Reference values for standard_error_of_measurement and spearman_brown. Run in this folder: Rscript measurement_error.R
# Its data, ratings.csv, are those of reliability.R.
suppressMessages({library(jsonlite); library(psych)})
x <- read.csv("ratings.csv"); long <- data.frame(y = unlist(x), row = factor(rep(seq_len(nrow(x)), ncol(x))))
fit <- lm(y ~ row, long); s <- sigma(fit); df <- fit$df.residual
r <- mean(cor(x)[lower.tri(cor(x))])
write_json(list(
  sem = list(value = s, low = s * sqrt(df / qchisq(.975, df)), high = s * sqrt(df / qchisq(.025, df)), df = df),
  # alpha of standardised items is the mean correlation, stepped up to as many items
  spearman_brown = list(r = r, k = ncol(x), value = unname(psych::alpha(x)$total$std.alpha), half = .5 * r / (1 - .5 * r)),
  R = R.version.string, psych = as.character(packageVersion("psych"))
), "measurement_error.json", auto_unbox = TRUE, digits = NA, pretty = TRUE)
