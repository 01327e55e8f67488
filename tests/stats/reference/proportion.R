# Reference values for proportion: Wilson, Clopper-Pearson, and Wilson at the effective size from a CR2 error.
library(jsonlite); library(clubSandwich)
set.seed(102)
cases <- list(c(7, 10), c(0, 12), c(12, 12), c(33, 140), c(1, 3))
rows <- lapply(cases, function(k) {
  w <- prop.test(k[1], k[2], correct = FALSE)
  e <- binom.test(k[1], k[2], p = 0.4)
  s <- prop.test(k[1], k[2], p = 0.4, correct = FALSE)
  list(ones = k[1], n = k[2], wilson = w$conf.int[1:2], exact = e$conf.int[1:2], exact_p = e$p.value, levels = lapply(c("0.9" = .9, "0.99" = .99), function(l) list(
    wilson = prop.test(k[1], k[2], correct = FALSE, conf.level = l)$conf.int[1:2], exact = binom.test(k[1], k[2], conf.level = l)$conf.int[1:2])), score_p = s$p.value)
})
family <- rep(1:20, rep(c(3, 5, 4, 6), 5))
d <- data.frame(family = family, y = rbinom(length(family), 1, plogis(rnorm(20, 0, 1.2))[family]))
write.csv(d, "proportion.csv", row.names = FALSE)
test <- coef_test(lm(y ~ 1, d), vcov = "CR2", cluster = d$family)
wilson_at <- function(level) { z <- qt((1 + level) / 2, test$df_Satt); p <- mean(d$y); n <- p * (1 - p) / test$SE^2
  (p + z^2 / (2 * n) + c(-1, 1) * z * sqrt(p * (1 - p) / n + z^2 / (4 * n^2))) / (1 + z^2 / n) }
p <- mean(d$y); n <- p * (1 - p) / test$SE^2; z <- qt(.975, test$df_Satt)
centre <- (p + z^2 / (2 * n)) / (1 + z^2 / n)
half <- z / (1 + z^2 / n) * sqrt(p * (1 - p) / n + z^2 / (4 * n^2))
write_json(list(cases = suppressWarnings(rows),
  clustered = list(value = p, se = test$SE, df = test$df_Satt, low = centre - half, high = centre + half,
    levels = lapply(c("0.9" = .9, "0.99" = .99), wilson_at)),
  R = R.version.string, clubSandwich = as.character(packageVersion("clubSandwich"))
), "proportion.json", auto_unbox = TRUE, digits = NA, pretty = TRUE)
