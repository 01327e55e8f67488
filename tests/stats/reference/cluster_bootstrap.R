# Reference values for cluster_bootstrap: bootstrap-t and percentile by explicit resampling with given counts.
library(jsonlite); library(boot)
set.seed(103)
G <- 14; B <- 199
family <- rep(1:G, rep(c(2, 3, 4, 5, 1, 3, 3), 2))
none <- round(70 + rnorm(length(family), 0, 6), 2)
d <- data.frame(family, none,
  money = round(none + 5 + rexp(G, .3)[family] + rnorm(length(family)), 2),
  guilt = round(none - 2 + rnorm(G, 0, 3)[family] + rnorm(length(family)), 2))
d$guilt[c(2, 9)] <- NA
counts <- t(rmultinom(B, G, rep(1 / G, G)))
write.csv(d, "cluster_bootstrap.csv", row.names = FALSE)
write.csv(counts, "cluster_bootstrap_counts.csv", row.names = FALSE)
one <- function(name) {
  diff <- d[[name]] - d$none
  S <- tapply(diff, family, sum, na.rm = TRUE); m <- tapply(!is.na(diff), family, sum)
  est <- sum(S) / sum(m); se <- sqrt(G / (G - 1) * sum((S - est * m)^2)) / sum(m)
  t <- apply(counts, 1, function(w) {
    k <- rep(1:G, w); e <- sum(S[k]) / sum(m[k])
    s <- sqrt(G / (G - 1) * sum((S[k] - e * m[k])^2)) / sum(m[k])
    c(e, (e - est) / s, s)
  })
  # what boot.ci does with resamples that are handed to it
  ends <- function(level) list(stud = boot:::stud.ci(c(est, se^2), cbind(t[1, ], t[3, ]^2), level)[4:5],
    perc = boot.ci(list(t0 = est, R = B, call = quote(boot())), conf = level, type = "perc", t0 = est, t = t[1, ])$percent[4:5])
  c(list(value = est, se = se, "0.9" = ends(.9), "0.8" = ends(.8)), ends(.95))
}
write_json(list(money = one("money"), guilt = one("guilt"), R = R.version.string, boot = as.character(packageVersion("boot"))),
  "cluster_bootstrap.json", auto_unbox = TRUE, digits = NA, pretty = TRUE)
