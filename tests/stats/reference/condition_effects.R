# Reference values for condition_effects: lmerTest with every level as a random term, on complete and incomplete data.
suppressMessages({library(jsonlite); library(lme4); library(lmerTest)})
set.seed(211)
R <- 7; F <- 15; T <- 3; C <- c("money", "none", "praise", "threat")
d <- expand.grid(t = 1:T, family = 1:F, condition = C, respondent = 1:R, stringsAsFactors = FALSE)
d$task <- (d$family - 1) * T + d$t
ci <- match(d$condition, C)
d$score <- 60 + c(4, 0, 1, -3)[ci] + rnorm(F, 0, 8)[d$family] + rnorm(F * T, 0, 5)[d$task] + rnorm(R, 0, 6)[d$respondent] +
  matrix(rnorm(F * T * R, 0, 4), F * T)[cbind(d$task, d$respondent)] + matrix(rnorm(F * 4, 0, 2.5), F)[cbind(d$family, ci)] +
  matrix(rnorm(R * 4, 0, 2), R)[cbind(d$respondent, ci)] + rnorm(nrow(d), 0, 4)
d$score <- round(d$score, 2)
# A wording of each condition but "none" is dealt to every task.
d$wording <- ifelse(d$condition == "none", "", paste0(d$condition, (d$task + ci) %% 3))
w <- c(0, rnorm(9, 0, 3)); d$worded <- round(d$score + w[match(d$wording, unique(c("", d$wording)))], 2)
d$holes <- d$score; d$holes[runif(nrow(d)) < .12] <- NA
d <- d[, c("score", "worded", "holes", "condition", "respondent", "family", "task", "wording")]
write.csv(d, "condition_effects.csv", row.names = FALSE, quote = FALSE, na = "")
for (n in c("condition", "respondent", "family", "task", "wording")) d[[n]] <- factor(d[[n]])
d$condition <- relevel(d$condition, "none")
tight <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9, maxfun = 1e5), check.conv.singular = "ignore", check.conv.grad = "ignore", check.conv.hess = "ignore")
random <- "+ (1|family/task) + (1|respondent) + (1|task:respondent) + (1|family:condition) + (1|respondent:condition)"
out <- function(y, more = "") { m <- lmer(as.formula(paste(y, "~ condition", random, more)), d, control = tight); s <- summary(m)$coefficients[-1, ]
  b <- contest1D(m, c(0, 1, -1, 0)); v <- as.data.frame(VarCorr(m))
  list(names = sub("condition", "", rownames(s)), value = unname(s[, 1]), se = unname(s[, 2]), df = unname(s[, 3]), p = unname(s[, 5]),
    between = unlist(b[c("Estimate", "Std. Error", "df", "Pr(>|t|)")], use.names = FALSE), sd = as.list(setNames(v$sdcor, v$grp))) }
# Levels taken out by hand: fixed effects of every unit instead.
d$unit <- interaction(d$task, d$respondent)
f <- lmer(holes ~ condition + unit + (1|family:condition) + (1|respondent:condition), d, control = tight)
k <- 2:4; fs <- summary(f)$coefficients[k, ]; fv <- as.data.frame(VarCorr(f))
write_json(list(complete = out("score"), wordings = out("worded", "+ (1|condition:wording)"), incomplete = out("holes"),
  incomplete_levels_fixed = list(value = unname(fs[, 1]), se = unname(fs[, 2]), df = unname(fs[, 3]), sd = as.list(setNames(fv$sdcor, fv$grp))),
  R = R.version.string, lme4 = as.character(packageVersion("lme4")), lmerTest = as.character(packageVersion("lmerTest"))
), "condition_effects.json", auto_unbox = TRUE, digits = NA, pretty = TRUE)
