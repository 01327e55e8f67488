# Reference values for agreement of judges. Run in this folder: Rscript agreement.R
# psych gives the kappas with two judges; Krippendorff's alpha and Fleiss' kappa are written out by their definitions.
suppressMessages({library(psych); library(jsonlite)})
set.seed(20240503)
units <- 80
truth <- sample(1:7, units, TRUE, prob = c(1, 2, 3, 5, 6, 4, 2))
judge <- function(sd) pmin(pmax(round(truth + rnorm(units, sd = sd)), 1), 7)
x <- cbind(a = judge(0.6), b = judge(0.9), c = judge(1.3), d = judge(0.8))
gaps <- x
gaps[cbind(sample(units, 60, TRUE), sample(4, 60, TRUE))] <- NA
write.csv(x, "judges.csv", row.names = FALSE)
write.csv(gaps, "judges_missing.csv", row.names = FALSE)

alpha <- function(x, delta) { # all pairs of values within units, and all pairs of pairable values
  x <- x[rowSums(!is.na(x)) > 1, ]
  within <- 0
  for (i in seq_len(nrow(x))) { v <- x[i, !is.na(x[i, ])]; within <- within + sum(outer(v, v, delta)) / (length(v) - 1) }
  all <- x[!is.na(x)]; n <- length(all)
  1 - (n - 1) * within / sum(outer(all, all, delta))
}
alphas <- function(x) {
  p <- x[rowSums(!is.na(x)) > 1, ]; v <- p[!is.na(p)]
  rank <- sapply(1:7, function(c) sum(v < c) + sum(v == c) / 2)
  list(nominal = alpha(x, function(a, b) (a != b) + 0), ordinal = alpha(x, function(a, b) (rank[a] - rank[b])^2),
       interval = alpha(x, function(a, b) (a - b)^2), ratio = alpha(x, function(a, b) ((a - b) / (a + b))^2))
}
w1 <- 1 - abs(outer(1:7, 1:7, "-")) / 6
two <- suppressWarnings(cohen.kappa(x[, 1:2])); lin <- suppressWarnings(cohen.kappa(x[, 1:2], w = w1))
# psych's error of weighted kappa sums the row margin over the wrong index (its quadratic one comes out as 0 here), so the
# error is derived by the delta method from the multinomial, with numerical derivatives.
tab <- table(factor(x[, 1], 1:7), factor(x[, 2], 1:7)) / units
kappa_of <- function(p, w) { po <- sum(w * p); pe <- sum(w * outer(rowSums(p), colSums(p))); (po - pe) / (1 - pe) }
delta_se <- function(w) {
  g <- sapply(1:49, function(i) { h <- 1e-6; up <- tab; up[i] <- up[i] + h; down <- tab; down[i] <- down[i] - h
    (kappa_of(up, w) - kappa_of(down, w)) / (2 * h) })
  p <- as.vector(tab); sqrt((sum(p * g^2) - sum(p * g)^2) / units)
}
w2 <- 1 - (outer(1:7, 1:7, "-") / 6)^2
fleiss <- function(x) {
  counts <- t(apply(x, 1, function(r) tabulate(r, 7))); m <- ncol(x); n <- nrow(x)
  P <- mean((rowSums(counts^2) - m) / (m * (m - 1))); p <- colSums(counts) / sum(counts); q <- 1 - p
  k <- (P - sum(p^2)) / (1 - sum(p^2)); PQ <- sum(p * q)
  se <- sqrt(2 / (PQ^2 * n * m * (m - 1)) * (PQ^2 - sum(p * q * (q - p))))
  list(kappa = k, z = k / se, p = 2 * (1 - pnorm(abs(k / se))))
}
writeLines(toJSON(list(r = R.version.string, psych = as.character(packageVersion("psych")),
  alpha = alphas(x), alpha_missing = alphas(gaps),
  unweighted = list(value = two$kappa, se = sqrt(two$var.kappa), low = two$confid[1, 1], high = two$confid[1, 3]),
  quadratic = list(value = two$weighted.kappa, se = delta_se(w2)), linear = list(value = lin$weighted.kappa, se = delta_se(w1)),
  fleiss = fleiss(x), fleiss_complete = fleiss(na.omit(gaps))), digits = NA, auto_unbox = TRUE, pretty = TRUE), "agreement.json")
