# Reference values for correlation, partial_correlation, within_between_correlation, disattenuated_correlation.
suppressMessages({library(jsonlite); library(psych)})
set.seed(104)
G <- 30; family <- rep(1:G, rep(c(2, 4, 6), 10)); n <- length(family)
z <- rnorm(n); f <- rnorm(G)[family]
x <- f + .6 * z + rnorm(n); y <- .7 * f + .5 * z - .3 * x + rnorm(n)
d <- data.frame(family, x = round(x, 3), y = round(y, 3), z = round(z, 3), w = round(rnorm(n) + .3 * x, 3))
d$x2 <- round(d$x + rnorm(n, 0, .8), 3); d$y2 <- round(d$y + rnorm(n, 0, .6), 3); d$y3 <- round(d$y + rnorm(n, 0, .6), 3)
write.csv(d, "correlations.csv", row.names = FALSE)
ct <- function(t) list(value = unname(t$estimate), low = t$conf.int[1], high = t$conf.int[2], p = t$p.value)
# Bonett and Wright (2000): variance of Fisher's z of ranks
rank_ci <- function(level) { r <- cor(d$x, d$y, method = "spearman")
  tanh(atanh(r) + c(-1, 1) * qnorm((1 + level) / 2) * sqrt((1 + r^2 / 2) / (n - 3))) }
k <- 2; rx <- resid(lm(x ~ z + w, d)); ry <- resid(lm(y ~ z + w, d)); r <- cor(rx, ry)
tt <- r * sqrt((n - 2 - k) / (1 - r^2))
sb <- suppressWarnings(statsBy(d[, c("family", "x", "y")], "family"))
icc1k <- function(m) { l <- data.frame(v = c(m), row = factor(rep(seq_len(nrow(m)), ncol(m))))
  s <- summary(aov(v ~ row, l))[[1]][["Mean Sq"]]; (s[1] - s[2]) / s[1] }
X <- as.matrix(d[, c("x", "x2")]); Y <- as.matrix(d[, c("y", "y2", "y3")])
# cluster-robust error of r by the influence values, written out
# and the delete-one-family jackknife on Fisher's z
jk <- sapply(1:G, function(g) atanh(cor(d$x[d$family != g], d$y[d$family != g])))
z1 <- (d$x - mean(d$x)) / sqrt(mean((d$x - mean(d$x))^2)); z2 <- (d$y - mean(d$y)) / sqrt(mean((d$y - mean(d$y))^2))
rr <- mean(z1 * z2); inf <- tapply(z1 * z2 - rr / 2 * (z1^2 + z2^2), d$family, sum) / n
write_json(list(
  pearson = ct(cor.test(d$x, d$y)), spearman = cor(d$x, d$y, method = "spearman"), spearman_levels = lapply(c("0.9" = .9, "0.95" = .95, "0.99" = .99), rank_ci),
  pearson_levels = lapply(c("0.9" = .9, "0.99" = .99), function(l) cor.test(d$x, d$y, conf.level = l)$conf.int[1:2]),
  jackknife_se_z = sqrt((G - 1) / G * sum((jk - mean(jk))^2)), linearised_se = sqrt(G / (G - 1) * sum(inf^2)),
  partial = list(value = r, p = 2 * pt(-abs(tt), n - 2 - k),
    low = tanh(atanh(r) - qnorm(.975) / sqrt(n - 3 - k)), high = tanh(atanh(r) + qnorm(.975) / sqrt(n - 3 - k)),
    psych = partial.r(d[, c("x", "y", "z", "w")], c(1, 2), c(3, 4))[1, 2]),
  statsBy = list(rwg = sb$rwg[2, 1], rbg = sb$rbg[2, 1]),
  disattenuated = cor(rowMeans(X), rowMeans(Y)) / sqrt(icc1k(X) * icc1k(Y)),
  correct_cor = correct.cor(cor(d[, c("x", "y")]), c(.8, .7))[1, 2],
  R = R.version.string, psych = as.character(packageVersion("psych"))
), "correlations.json", auto_unbox = TRUE, digits = NA, pretty = TRUE)
