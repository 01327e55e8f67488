# Reference values for paired_contrast, equivalence_test, adjust_p, dependent_correlations, noncentral t bounds.
suppressMessages({library(jsonlite); library(psych)})
set.seed(105)
n <- 40; b <- round(rnorm(n, 70, 9), 2); a <- round(b + 3 + rnorm(n, 0, 6), 2)
d <- data.frame(family = rep(1:10, each = 4), a, b)
write.csv(d, "contrasts.csv", row.names = FALSE)
nct <- function(t, df) { lo <- uniroot(function(q) pt(t, df, q) - .975, t + c(-12, 2), tol = 1e-11)$root
  hi <- uniroot(function(q) pt(t, df, q) - .025, t + c(-2, 12), tol = 1e-11)$root; c(lo, hi) }
t0 <- t.test(a, b, paired = TRUE); dz <- mean(a - b) / sd(a - b)
fm <- tapply(a - b, d$family, mean); tf <- t.test(fm); dzf <- mean(fm) / sd(fm)
r <- cor(a, b); dav <- mean(a - b) / sqrt((var(a) + var(b)) / 2); q <- sqrt(n / (2 * (1 - r)))
# delete-one jackknife of d_av (rows, families) and d_z, written out; df by leaving each value out once more, ends by
# Johnson's term for skewness, half of it on the side away from the tail
jdf <- function(v) { k <- length(v); s <- (v - mean(v))^2; l <- log(pmax(1 - k / (k - 1) * s / sum(s), 1e-12))
  max(2 / max((k - 1) / k * sum((l - mean(l))^2), 2 / (k - 1)), min(4, k - 1)) }
jk <- function(v, est) { k <- length(v); m <- mean(v) - v; se <- sqrt((k - 1) / k * sum(m^2)); df <- jdf(v); z <- qnorm(.975)
  lean <- max(-1, min(1, mean(m^3) / mean(m^2)^1.5 * (1 + 2 * z^2) / (6 * z * sqrt(k))))
  share <- if (lean > 0) c(.5, 1) else c(1, .5)
  list(se = se, df = df, ci = est + c(-1, 1) * (1 + c(-1, 1) * share * lean) * qt(.975, df) * se) }
dav_of <- function(i) mean(a[i] - b[i]) / sqrt((var(a[i]) + var(b[i])) / 2)
jr <- jk(sapply(1:n, function(i) dav_of(-i)), dav); jf <- jk(sapply(1:10, function(g) dav_of(d$family != g)), dav)
jz <- jk(sapply(1:n, function(i) mean((a - b)[-i]) / sd((a - b)[-i])), dz)
at <- function(lv) { t <- t.test(a, b, paired = TRUE, conf.level = lv); q1 <- (1 + lv) / 2; t1 <- dz * sqrt(n)
  z <- c(uniroot(function(q) pt(t1, n - 1, q) - q1, t1 + c(-12, 2), tol = 1e-11)$root, uniroot(function(q) pt(t1, n - 1, q) - 1 + q1, t1 + c(-2, 12), tol = 1e-11)$root)
  list(low = t$conf.int[1], high = t$conf.int[2], d_z_ci = z / sqrt(n)) }
p <- c(.001, .008, .039, .041, .042, .06, .074, .205, .212, .9, NA, 0, 1)
tied <- c(.04, .01, .02, .01, .02, .02, .05, .05, 1, 0, 0)
R3 <- cor(cbind(a, b, b + rnorm(n, 0, 8))); R4 <- cor(cbind(a, b + rnorm(n, 0, 5), b, a + rnorm(n, 0, 8)))
w <- r.test(n, r12 = R3[1, 2], r13 = R3[1, 3], r23 = R3[2, 3])
s <- r.test(n, r12 = R4[1, 2], r34 = R4[3, 4], r23 = R4[2, 3], r13 = R4[1, 3], r14 = R4[1, 4], r24 = R4[2, 4])
# Steiger (1980) for overlapping correlations and Zou's (2007) interval, from the papers
rb <- (R3[1, 2] + R3[1, 3]) / 2
psi <- R3[2, 3] * (1 - 2 * rb^2) - .5 * rb^2 * (1 - 2 * rb^2 - R3[2, 3]^2); cc <- psi / (1 - rb^2)^2
z3 <- (atanh(R3[1, 2]) - atanh(R3[1, 3])) * sqrt(n - 3) / sqrt(2 - 2 * cc)
ci <- function(r) tanh(atanh(r) + c(-1, 1) * qnorm(.975) / sqrt(n - 3))
c1 <- ((R3[2, 3] - .5 * R3[1, 2] * R3[1, 3]) * (1 - R3[1, 2]^2 - R3[1, 3]^2 - R3[2, 3]^2) + R3[2, 3]^3) /
  ((1 - R3[1, 2]^2) * (1 - R3[1, 3]^2))
zou <- function(r1, r2, c) { i <- ci(r1); j <- ci(r2)
  r1 - r2 + c(-1, 1) * sqrt(c((r1 - i[1])^2 + (j[2] - r2)^2 - 2 * c * (r1 - i[1]) * (j[2] - r2),
                              (i[2] - r1)^2 + (r2 - j[1])^2 - 2 * c * (i[2] - r1) * (r2 - j[1]))) }
r12 <- R4[1, 2]; r34 <- R4[3, 4]; r13 <- R4[1, 3]; r14 <- R4[1, 4]; r23 <- R4[2, 3]; r24 <- R4[2, 4]
c2 <- (.5 * r12 * r34 * (r13^2 + r14^2 + r23^2 + r24^2) + r13 * r24 + r14 * r23 -
  (r12 * r13 * r14 + r12 * r23 * r24 + r13 * r23 * r34 + r14 * r24 * r34)) / ((1 - r12^2) * (1 - r34^2))
lo <- t.test(a - b, mu = -2, alternative = "greater"); hi <- t.test(a - b, mu = 6, alternative = "less")
c90 <- t.test(a - b, conf.level = .9)$conf.int
write_json(list(
  rows = list(low = t0$conf.int[1], high = t0$conf.int[2], p = t0$p.value, d_z = dz, d_z_ci = nct(dz * sqrt(n), n - 1) / sqrt(n),
    d_av = dav, d_av_ci = nct(dav * q, 2 * (n - 1) / (1 + r^2)) / q,
    d_av_jackknife = jr, d_z_jackknife = jz, levels = list("0.9" = at(.9), "0.99" = at(.99))),
  families = list(low = tf$conf.int[1], high = tf$conf.int[2], p = tf$p.value, d_z = dzf, d_z_ci = nct(dzf * sqrt(10), 9) / sqrt(10), d_av_jackknife = jf),
  bounds = lapply(list(c(0, 3), c(-1.3, 8), c(4.2, 30), c(15, 60), c(2, 263)), function(k) list(t = k[1], df = k[2], ends = nct(k[1], k[2]))),
  p = p, holm = p.adjust(p, "holm"), hochberg = p.adjust(p, "hochberg"), bh = p.adjust(p, "BH"), by = p.adjust(p, "BY"),
  ties = list(p = tied, holm = p.adjust(tied, "holm"), hochberg = p.adjust(tied, "hochberg"), bh = p.adjust(tied, "BH"), by = p.adjust(tied, "BY")),
  R3 = R3, williams = list(t = w$t, p = w$p), steiger3 = list(z = z3, p = 2 * pnorm(-abs(z3))), zou3 = zou(R3[1, 2], R3[1, 3], c1),
  R4 = R4, steiger4 = list(z = s$z, p = s$p), zou4 = zou(r12, r34, c2),
  zou_levels = lapply(c("0.9" = .9, "0.99" = .99), function(l) { ci <<- function(r) tanh(atanh(r) + c(-1, 1) * qnorm((1 + l) / 2) / sqrt(n - 3))
    list(three = zou(R3[1, 2], R3[1, 3], c1), four = zou(r12, r34, c2)) }),
  tost_levels = lapply(c("0.01" = .01, "0.1" = .1), function(al) t.test(a - b, conf.level = 1 - 2 * al)$conf.int[1:2]),
  tost = list(p_low = lo$p.value, p_high = hi$p.value, low = c90[1], high = c90[2]),
  R = R.version.string, psych = as.character(packageVersion("psych"))
), "contrasts.json", auto_unbox = TRUE, digits = NA, pretty = TRUE, na = "null")
