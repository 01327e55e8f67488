# Reference values for the reliability statistics. Run in this folder: Rscript reliability.R
# Data are simulated here: five questionnaire items of unequal quality, heaped on multiples of five, with missing cells.
suppressMessages({library(psych); library(lme4); library(jsonlite)})
set.seed(20240501)
n <- 180
family <- rep(sprintf("f%02d", 1:36), each = 5)
fam <- rnorm(36)[as.integer(factor(family))]
trait <- 0.7 * fam + sqrt(1 - 0.49) * rnorm(n)
load <- c(0.9, 0.8, 0.7, 0.6, 0.5)
items <- sapply(load, function(l) 60 + 18 * (l * trait + sqrt(1 - l^2) * rnorm(n)))
items <- pmin(pmax(round(items / 5) * 5, 1), 100)
colnames(items) <- paste0("item", 1:5)
missing <- items
missing[cbind(sample(n, 25), sample(5, 25, replace = TRUE))] <- NA
write.csv(data.frame(family, items), "items.csv", row.names = FALSE)
write.csv(data.frame(family, missing), "items_missing.csv", row.names = FALSE)

alpha_values <- function(x) {
  a <- suppressWarnings(suppressMessages(psych::alpha(x, check.keys = FALSE)))
  f <- psych::alpha.ci(a$total$raw_alpha, n.obs = nrow(x), n.var = ncol(x))
  list(raw = a$total$raw_alpha, std = a$total$std.alpha, low = f$lower.ci, high = f$upper.ci,
       dropped = a$alpha.drop$raw_alpha, dropped_std = a$alpha.drop$std.alpha, r_drop = a$item.stats$r.drop)
}
icc_values <- function(x, lmer) {
  r <- suppressWarnings(suppressMessages(psych::ICC(x, lmer = lmer)))$results
  list(icc = r$ICC, f = r$F, df1 = r$df1, df2 = r$df2, p = r$p, low = r$`lower bound`, high = r$`upper bound`)
}

# Ratings: 40 works by 4 judges with unequal severity.
works <- 40
quality <- rnorm(works)
ratings <- sapply(c(-0.8, 0, 0.3, 0.9), function(s) round(4 + quality + s + rnorm(works, sd = 0.8)))
ratings <- pmin(pmax(ratings, 1), 7)
colnames(ratings) <- paste0("judge", 1:4)
write.csv(ratings, "ratings.csv", row.names = FALSE)
ratings_missing <- ratings
ratings_missing[cbind(c(3, 9, 17, 25, 31), c(1, 2, 4, 3, 2))] <- NA
write.csv(ratings_missing, "ratings_missing.csv", row.names = FALSE)

# Omega: nine items, one general and three group factors.
g <- rnorm(400); s <- matrix(rnorm(1200), 400)
nine <- sapply(1:9, function(j) 0.65 * g + 0.45 * s[, (j - 1) %/% 3 + 1] + sqrt(1 - 0.65^2 - 0.45^2) * rnorm(400) * (0.7 + 0.08 * j))
nine <- round(50 + 15 * nine)
colnames(nine) <- paste0("item", 1:9)
write.csv(nine, "nine_items.csv", row.names = FALSE)
om3 <- suppressWarnings(suppressMessages(psych::omega(nine, nfactors = 3, fm = "minres", plot = FALSE, flip = FALSE)))
om2 <- suppressWarnings(suppressMessages(psych::omega(nine, nfactors = 2, fm = "minres", plot = FALSE, flip = FALSE)))
om1 <- suppressWarnings(suppressMessages(psych::omega(items, nfactors = 1, fm = "ml", plot = FALSE)))
om1m <- suppressWarnings(suppressMessages(psych::omega(items, nfactors = 1, fm = "minres", plot = FALSE)))
onefa <- lavaan::cfa(paste("f =~", paste(colnames(items), collapse = " + ")), data = as.data.frame(items), std.lv = TRUE)
pe <- lavaan::parameterEstimates(onefa)
l <- pe$est[pe$op == "=~"]; th <- pe$est[pe$op == "~~" & pe$lhs != "f"]

# Retest: five respondents, unequal numbers of tasks.
m <- c(60, 45, 80, 30, 52); rel <- c(0.9, 0.75, 0.85, 0.6, 0.95)
re <- do.call(rbind, lapply(1:5, function(i) {
  t <- rnorm(m[i]); e <- sqrt(1 / rel[i] - 1)
  data.frame(respondent = paste0("r", i), first = round(60 + 15 * (t + e * rnorm(m[i]))), second = round(62 + 15 * (t + e * rnorm(m[i]))))
}))
write.csv(re, "retest.csv", row.names = FALSE)
byr <- lapply(split(re, re$respondent), function(d) cor.test(d$first, d$second))
r <- sapply(byr, function(c) c$estimate); z <- atanh(r); w <- m - 3
fixed <- sum(w * z) / sum(w)
Q <- sum(w * (z - fixed)^2); C <- sum(w) - sum(w^2) / sum(w); tau2 <- max(0, (Q - 4) / C)
wr <- 1 / (1 / w + tau2); random <- sum(wr * z) / sum(wr)
hk <- sqrt(sum(wr * (z - random)^2) / (4 * sum(wr)))

# Generalisability: 8 respondents x (10 families of 3 tasks) x 4 wordings x 2 replicates.
set.seed(11)
d <- expand.grid(replicate = 1:2, wording = 1:4, task = 1:3, family = 1:10, respondent = 1:8)
d$ft <- interaction(d$family, d$task)
eff <- function(f, sd) { f <- factor(f); rnorm(nlevels(f), sd = sd)[as.integer(f)] }
d$score <- 60 + eff(d$respondent, 9) + eff(d$family, 10) + eff(d$ft, 6) + eff(d$wording, 7) +
  eff(interaction(d$respondent, d$family), 5) + eff(interaction(d$respondent, d$ft), 4) +
  eff(interaction(d$respondent, d$wording), 3) + eff(interaction(d$family, d$wording), 3) +
  eff(interaction(d$ft, d$wording), 3) + eff(interaction(d$respondent, d$family, d$wording), 3) +
  eff(interaction(d$respondent, d$ft, d$wording), 3) + rnorm(nrow(d), sd = 5)
d$score <- round(d$score, 1)
columns <- c("respondent", "family", "task", "wording", "replicate", "score")
write.csv(d[, columns], "generalizability.csv", row.names = FALSE)
control <- lmerControl(optimizer = "nloptwrap", optCtrl = list(algorithm = "NLOPT_LN_BOBYQA", maxeval = 1e5, xtol_abs = 1e-10, ftol_abs = 1e-12, xtol_rel = 1e-10, ftol_rel = 1e-14), calc.derivs = FALSE)
terms <- score ~ 1 + (1 | respondent) + (1 | family) + (1 | ft) + (1 | wording) + (1 | respondent:family) +
  (1 | respondent:ft) + (1 | respondent:wording) + (1 | family:wording) + (1 | ft:wording) +
  (1 | respondent:family:wording) + (1 | respondent:ft:wording)
vc <- as.data.frame(VarCorr(lmer(terms, data = d, control = control)))
# Closed form: mean squares by aov, expected mean squares of a balanced random design.
for (f in c("respondent", "family", "wording", "task")) d[[f]] <- factor(d[[f]])
a <- summary(aov(score ~ respondent * (family / task) * wording, data = d))[[1]]
ms <- setNames(a$`Mean Sq`, trimws(rownames(a)))
parts <- strsplit(names(ms), ":"); levels_of <- c(respondent = 8, family = 10, task = 3, wording = 4)
em <- sapply(parts, function(s) sapply(parts, function(t) if (identical(s, "Residuals")) 1 else
  if (identical(t, "Residuals") || !all(t %in% s)) 0 else nrow(d) / prod(levels_of[s])))
components <- setNames(solve(em, ms), names(ms))
# A tenth of the rows missing at random, and no replicates.
set.seed(12)
gaps <- sort(sample(nrow(d), 190))
lmer_single <- as.data.frame(VarCorr(lmer(update(terms, . ~ . - (1 | respondent:ft:wording)), data = d[d$replicate == 1, ], control = control)))

wrap <- function(x) toJSON(c(list(r = R.version.string, psych = as.character(packageVersion("psych")),
  lavaan = as.character(packageVersion("lavaan")), lme4 = as.character(packageVersion("lme4"))), x),
  digits = NA, auto_unbox = TRUE, pretty = TRUE)
writeLines(wrap(list(
  alpha = alpha_values(items), alpha_missing = alpha_values(missing),
  icc = icc_values(ratings, FALSE), icc_lmer = icc_values(ratings, TRUE),
  icc_complete = icc_values(na.omit(ratings_missing), FALSE), icc_missing_lmer = icc_values(ratings_missing, TRUE),
  omega = list(h3 = om3$omega_h, tot3 = om3$omega.tot, h2 = om2$omega_h, tot2 = om2$omega.tot,
               sl3 = unclass(om3$schmid$sl), std_ml = om1$omega.tot, std_minres = om1m$omega.tot,
               total = sum(l)^2 / (sum(l)^2 + sum(th)), lavaan_loadings = l, lavaan_residuals = th),
  retest = list(r = unname(r), low = sapply(byr, function(c) c$conf.int[1]), high = sapply(byr, function(c) c$conf.int[2]),
                fixed = tanh(fixed), fixed_low = tanh(fixed - qnorm(.975) / sqrt(sum(w))), fixed_high = tanh(fixed + qnorm(.975) / sqrt(sum(w))),
                random = tanh(random), random_low = tanh(random - qt(.975, 4) * hk), random_high = tanh(random + qt(.975, 4) * hk),
                q = Q, tau2 = tau2, plain = tanh(mean(z)), mad = mean(abs(re$first - re$second))),
  generalizability = list(lmer = setNames(as.list(vc$vcov), vc$grp), anova = as.list(components), gaps = gaps,
                          lmer_single = setNames(as.list(lmer_single$vcov), lmer_single$grp))
)), "reliability.json")
