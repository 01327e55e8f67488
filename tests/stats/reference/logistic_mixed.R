# Reference values for the logistic mixed model where plain Newton steps to the modes of the random effects do not converge.
suppressMessages({library(jsonlite); library(lme4)})
set.seed(10)
L <- 40; B <- 90; n <- 300; season <- c("s1", "s2", "s3")
place <- sample(L, B, TRUE); b <- sample(B, n, TRUE); x <- round(runif(n, -60, 60)[b] + 0, 1)
d <- data.frame(brood = b, place = place[b], x = x, season = sample(season, n, TRUE))
d$y <- rbinom(n, 1, plogis(-1.2 - .05 * d$x + c(0, 2.7, -1.8)[match(d$season, season)] + rnorm(B, 0, 1.8)[d$brood] + rnorm(L, 0, .8)[d$place]))
write.csv(d, "logistic_mixed.csv", row.names = FALSE, quote = FALSE)
d$brood <- factor(d$brood); d$place <- factor(d$place)
# lme4's default tolerance of the inner steps leaves its likelihood 1e-3 short.
fit <- function(f) { m <- suppressWarnings(glmer(as.formula(f), d, binomial, control = glmerControl(optimizer = "bobyqa", tolPwrss = 1e-12, optCtrl = list(maxfun = 1e6, rhoend = 1e-8), check.conv.singular = "ignore", check.conv.grad = "ignore", check.conv.hess = "ignore")))
  v <- as.data.frame(VarCorr(m)); v <- v[is.na(v$var2), ]
  list(formula = f, coef = unname(fixef(m)), se = unname(sqrt(diag(as.matrix(vcov(m))))), sd = v$sdcor, ll = as.numeric(logLik(m))) }
write_json(list(fits = lapply(c("y ~ season + x + (1|brood) + (1|place)", "y ~ season + (1|place/brood)", "y ~ x + (season|place)"), fit),
  R = R.version.string, lme4 = as.character(packageVersion("lme4"))), "logistic_mixed.json", auto_unbox = TRUE, digits = NA, pretty = TRUE)
