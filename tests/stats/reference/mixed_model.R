# Reference values for mixed_model: lmerTest and glmer on crossed and nested data.
suppressMessages({library(jsonlite); library(lme4); library(lmerTest)})
set.seed(107)
F <- 12; T <- 3; M <- 6; C <- c("money", "none", "punish")
d <- expand.grid(t = 1:T, family = 1:F, condition = C, model = 1:M)
d$task <- (d$family - 1) * T + d$t
ci <- match(d$condition, C)
d$score <- 60 + c(5, 0, 2)[ci] + rnorm(F, 0, 6)[d$family] + rnorm(F * T, 0, 4)[d$task] + rnorm(M, 0, 5)[d$model] +
  matrix(rnorm(F * 3, 0, 3), F)[cbind(d$family, ci)] + matrix(rnorm(M * 3, 0, 2), M)[cbind(d$model, ci)] +
  matrix(rnorm(F * T * M, 0, 3), F * T)[cbind(d$task, d$model)] + rnorm(nrow(d), 0, 5)
d$score <- round(d$score, 2); d$x <- round(rnorm(nrow(d)), 3)
d$score[c(7, 100)] <- NA
d$yes <- rbinom(nrow(d), 1, plogis(-.3 + .8 * d$x + rnorm(F, 0, 1)[d$family] + rnorm(M, 0, .6)[d$model]))
d$condition <- factor(d$condition, c("none", "money", "punish"))
write.csv(d[, c("score", "condition", "family", "task", "model", "x", "yes")], "mixed_model.csv", row.names = FALSE, quote = FALSE)
out <- function(f) { s <- summary(f); v <- as.data.frame(VarCorr(f)); v <- v[is.na(v$var2), ]
  r <- list(coef = unname(s$coefficients[, 1]), se = unname(s$coefficients[, 2]), sd = as.list(setNames(v$sdcor, ifelse(is.na(v$var1) | v$var1 == "(Intercept)", v$grp, paste0(v$grp, "[", v$var1, "]")))), ll = as.numeric(logLik(f)))
  if (!is.null(s$coefficients) && "df" %in% colnames(s$coefficients)) { r$df <- unname(s$coefficients[, "df"]); r$p <- unname(s$coefficients[, 5]) }
  r }
ctl <- lmerControl(optCtrl = list(xtol_abs = 1e-10, ftol_abs = 1e-12), check.conv.singular = "ignore")
full <- lmer(score ~ condition + (1|family/task) + (1|model) + (1|family:condition) + (1|model:condition) + (1|task:model), d, control = ctl)
ml <- lmer(score ~ condition * x + (1|family) + (1|model), d, REML = FALSE, control = ctl)
slope <- lmer(score ~ x + (1 + x|family) + (1|model), d, control = ctl)
sing <- lmer(x ~ condition + (1|family) + (1|model), d, control = ctl)
# lme4's default tolerance of the inner steps moves errors by some thousandths.
gl <- glmer(yes ~ x + (1|family) + (1|model), d, binomial, control = glmerControl(optimizer = "bobyqa", tolPwrss = 1e-12, optCtrl = list(maxfun = 1e5, rhoend = 1e-9)))
# Formulas that a user of lme4 would write; every optimum to the last digits.
tight <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9, maxfun = 1e5), check.conv.singular = "ignore", check.conv.grad = "ignore", check.conv.hess = "ignore")
forms <- c("score ~ x + (x|family)", "score ~ x + (x||family)", "score ~ 0 + condition + (1|family) + (1|model)",
  "score ~ x + I(x^2) + (1|family/task)", "score ~ condition*x + (0 + condition|family)", "score ~ 1 + (1|family) + (1|family:condition)",
  "score ~ x + x:condition + (0 + x|family) + (1|model)", "score ~ condition + (condition|model)")
written <- unlist(lapply(forms, function(f) lapply(c(TRUE, FALSE), function(reml) { m <- lmer(as.formula(f), d, REML = reml, control = tight)
  k <- length(fixef(m)); last <- as.numeric(seq_len(k) == k); j <- contestMD(m, diag(k)); c(list(formula = f, reml = reml, cor = as.numeric(unlist(lapply(VarCorr(m), function(v) { r <- attr(v, "correlation"); r[lower.tri(r)] }))), last = unlist(contest1D(m, last)[c("Estimate", "Std. Error", "df")], use.names = FALSE), all = unlist(j[c("F value", "DenDF", "Pr(>F)")], use.names = FALSE)), out(m)) })), recursive = FALSE)
c1 <- contest1D(full, c(0, 1, -1)); cm <- contestMD(full, rbind(c(0, 1, 0), c(0, 0, 1)))
write_json(list(full = out(full), ml = out(ml), slope = out(slope), singular = out(sing), glmer = out(gl),
  written = written,
  contrast = list(value = c1$Estimate, se = c1$`Std. Error`, df = c1$df, p = c1$`Pr(>|t|)`),
  joint = list(f = cm$`F value`, df = cm$DenDF, p = cm$`Pr(>F)`),
  R = R.version.string, lme4 = as.character(packageVersion("lme4")), lmerTest = as.character(packageVersion("lmerTest"))
), "mixed_model.json", auto_unbox = TRUE, digits = NA, pretty = TRUE)
