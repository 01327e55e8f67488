# Reads the tables of a run, and repeats motivelab's contrasts of reported motivation: by respondent as paired
# differences, across respondents as a mixed model in lme4. Written by motivelab; run it with `Rscript analysis.R`.

source("levels.R", encoding = "UTF-8")

read_table <- function(name, levels_of) {
  path <- file.path("data", paste0(name, ".csv"))
  if (!file.exists(path)) return(NULL)
  table <- read.csv(path, na.strings = "", encoding = "UTF-8", stringsAsFactors = FALSE, check.names = FALSE)
  for (factor_name in names(levels_of)) {
    of <- levels_of[[factor_name]]
    table[[factor_name]] <- factor(table[[factor_name]], levels = of$levels)
    attr(table[[factor_name]], "labels") <- of$labels
  }
  for (text in setdiff(names(table)[vapply(table, is.character, TRUE)], names(levels_of))) {
    table[[text]] <- sub("^'('*[-=+@\t\r\n])", "\\1", table[[text]])
  }
  table
}

trials <- read_table("trials", levels_of_trials)
self_reports <- read_table("self_reports", levels_of_self_reports)
performances <- read_table("performances", levels_of_performances)
judgements <- read_table("judgements", levels_of_judgements)
choices <- read_table("choices", levels_of_choices)
nonresponse <- read_table("nonresponse", levels_of_nonresponse)
estimates <- read.csv("estimates.csv", na.strings = "", encoding = "UTF-8", stringsAsFactors = FALSE)

# Reports of overall motivation, as percent of the response range: means over items, then over repetitions.
overall <- subset(self_reports,
                  instrument == overall_instrument &
                    (overall_subscale == "" | subscale == overall_subscale) & !is.na(score_100))
overall$moment <- as.character(overall$moment)
overall$moment[is.na(overall$moment)] <- "pre"
overall$wording <- ifelse(is.na(overall$wording), "", as.character(overall$wording))
keys <- c("respondent", "moment", "condition", "wording", "task", "family")
answers <- aggregate(overall["score_100"], overall[c("trial_id", keys)], mean)
cells <- aggregate(answers["score_100"], answers[keys], mean)

ours <- function(question, measure, moment, respondent, condition, reference = "none", outcome = NULL) {
  rows <- estimates[estimates$question == question & estimates$measure == measure &
                      estimates$respondent == respondent & estimates$moment %in% moment &
                      estimates$condition %in% condition & estimates$reference %in% reference &
                      estimates$track == "recommended", ]
  if (!is.null(outcome)) rows <- rows[rows$outcome %in% outcome, ]
  if (nrow(rows)) rows[1, ] else NULL
}

compared <- function(rows) {
  if (!length(rows)) return(invisible(NULL))
  table <- do.call(rbind, rows)
  print(format(table, digits = 6), row.names = FALSE)
  invisible(table)
}

# 1. By respondent: differences from `none` on the same tasks.
paired <- list()
by_task <- aggregate(cells["score_100"], cells[c("respondent", "moment", "condition", "task", "family")], mean)
for (who in unique(as.character(by_task$respondent))) for (when in unique(by_task$moment)) {
  own <- by_task[by_task$respondent == who & by_task$moment == when, ]
  none <- own[own$condition == "none", c("task", "score_100")]
  for (condition in setdiff(unique(as.character(own$condition)), "none")) {
    both <- merge(own[own$condition == condition, c("task", "family", "score_100")], none, by = "task")
    found <- ours("motivation_by_condition", "shift of reported motivation", when, who, condition)
    if (nrow(both) < 2 || is.null(found)) next
    paired[[length(paired) + 1]] <- data.frame(
      respondent = who, moment = when, condition = condition,
      R = mean(both$score_100.x - both$score_100.y), motivelab = found$value, low = found$low, high = found$high
    )
  }
}
cat("Paired contrasts against `none`, points of the response range; interval: motivelab's\n")
paired_table <- compared(paired)

# 2. Across respondents: the mixed model, with five respondents or more.
mixed <- list()
for (when in unique(cells$moment)) {
  own <- droplevels(cells[cells$moment == when, ])
  if (nlevels(own$respondent) < 5 || nlevels(own$condition) < 2) next
  if (!requireNamespace("lmerTest", quietly = TRUE)) stop("install.packages(\"lmerTest\") for the mixed model")
  several <- any(tapply(own$wording, own$condition, function(w) length(unique(w))) > 1)
  own$text <- interaction(own$condition, own$wording, drop = TRUE)
  formula <- score_100 ~ condition + (1 | family) + (1 | family:task) + (1 | respondent) + (1 | task:respondent) +
    (1 | family:condition) + (1 | respondent:condition)
  if (several) formula <- update(formula, . ~ . + (1 | text))
  fit <- lmerTest::lmer(formula, data = own, REML = TRUE,
                        control = lme4::lmerControl(optimizer = "bobyqa", optCtrl = list(maxfun = 2e5)))
  table <- coef(summary(fit))
  for (condition in setdiff(levels(own$condition), "none")) {
    found <- ours("conditions_across_respondents", "shift across respondents (mixed model)", when, "all respondents",
                  condition, outcome = "reported motivation")
    if (is.null(found)) next
    row <- table[paste0("condition", condition), ]
    mixed[[length(mixed) + 1]] <- data.frame(
      moment = when, condition = condition, R = row[["Estimate"]], motivelab = found$value,
      R_se = row[["Std. Error"]], motivelab_se = found$se, R_df = row[["df"]], motivelab_df = found$df
    )
  }
}
cat("\nMixed model across respondents against `none` (lme4, Satterthwaite)\n")
if (!length(mixed)) cat("fewer than five respondents, or one condition: not fitted\n")
mixed_table <- compared(mixed)
