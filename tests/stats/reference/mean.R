# Reference values for mean: CR2 intercept-only regression, and the t test on cluster means for equal sizes.
library(jsonlite); library(clubSandwich)
set.seed(101)
sizes <- c(1, 2, 3, 3, 5, 5, 5, 8, 13, 2, 4, 6)
family <- rep(seq_along(sizes), sizes)
d <- data.frame(family = family, y = round(70 + rnorm(12, 0, 8)[family] + rnorm(length(family), 0, 5), 2))
write.csv(d, "mean.csv", row.names = FALSE)
fit <- lm(y ~ 1, d)
ci <- conf_int(fit, vcov = "CR2", cluster = d$family)
test <- coef_test(fit, vcov = "CR2", cluster = d$family)
balanced <- data.frame(family = rep(1:9, each = 4), y = round(rnorm(36, 5) + rep(rnorm(9), each = 4), 3))
write.csv(balanced, "mean_balanced.csv", row.names = FALSE)
tt <- t.test(tapply(balanced$y, balanced$family, mean))
row <- t.test(d$y)
write_json(list(
  value = unname(coef(fit)), se = test$SE, df = ci$df, low = ci$CI_L, high = ci$CI_U, p = test$p_Satt,
  balanced = list(value = unname(tt$estimate), low = tt$conf.int[1], high = tt$conf.int[2], df = unname(tt$parameter), p = tt$p.value),
  levels = lapply(c("0.9" = .9, "0.99" = .99), function(l) { c1 <- conf_int(fit, vcov = "CR2", cluster = d$family, level = l)
    list(families = c(c1$CI_L, c1$CI_U), rows = t.test(d$y, conf.level = l)$conf.int[1:2]) }),
  rows = list(low = row$conf.int[1], high = row$conf.int[2], p = row$p.value),
  R = R.version.string, clubSandwich = as.character(packageVersion("clubSandwich"))
), "mean.json", auto_unbox = TRUE, digits = NA, pretty = TRUE)
