# Reference values for confirmatory factor analysis and invariance. Run in this folder: Rscript confirmatory.R
suppressMessages({library(lavaan); library(jsonlite)})
set.seed(20240504)
one <- function(n, lambda, nu, kappa, phi) {
  f <- matrix(rnorm(n * 2), n) %*% chol(phi) + rep(kappa, each = n)
  x <- rep(nu, each = n) + f %*% t(lambda) + matrix(rnorm(n * 6, sd = rep(c(8, 9, 10, 8, 9, 11), each = n)), n)
  x <- round(x); colnames(x) <- paste0("x", 1:6); x
}
lambda <- rbind(c(10, 0), c(9, 0), c(11, 0), c(0, 10), c(0, 12), c(0, 8)); nu <- c(60, 55, 65, 50, 70, 62)
phi <- matrix(c(1, .5, .5, 1), 2)
shifted <- lambda; shifted[2, 1] <- 6; nu2 <- nu; nu2[5] <- 76
g <- rbind(data.frame(group = "a", one(220, lambda, nu, c(0, 0), phi)), data.frame(group = "b", one(180, shifted, nu2, c(.4, -.2), phi * 1.3)))
gaps <- g; gaps[c(5, 77, 140), 3] <- NA
write.csv(g, "groups.csv", row.names = FALSE)
# The same three items under three conditions: 260 rows.
n <- 260
f <- matrix(rnorm(n * 3), n) %*% chol(matrix(c(1, .7, .5, .7, 1, .6, .5, .6, 1), 3)) + rep(c(0, .5, -.3), each = n)
u <- matrix(rnorm(n * 4), n)
rep3 <- do.call(cbind, lapply(1:3, function(t) {
  l <- c(10, 9, 11, 8); if (t == 3) l[4] <- 12
  v <- c(60, 55, 65, 50); if (t == 2) v[3] <- 68
  round(rep(v, each = n) + outer(f[, t], l) + 5 * u + 7 * matrix(rnorm(n * 4), n)) }))
colnames(rep3) <- paste0("c", rep(1:3, each = 4), "i", rep(1:4, 3))
write.csv(rep3, "conditions.csv", row.names = FALSE)

fits <- function(f) { m <- fitMeasures(f); as.list(m[c("chisq", "df", "pvalue", "cfi", "tli", "rmsea", "rmsea.ci.lower", "rmsea.ci.upper", "srmr", "logl", "aic", "bic", "npar", "ntotal")]) }
std <- function(f) { s <- standardizedSolution(f); l <- s[s$op == "=~", ]; list(est = l$est.std, se = l$se, low = l$ci.lower, high = l$ci.upper) }
raw <- function(f) { p <- parameterEstimates(f); l <- p[p$op == "=~", ]; list(est = l$est, se = l$se) }
model <- "f1 =~ x1 + x2 + x3
          f2 =~ x4 + x5 + x6"
a <- g[g$group == "a", -1]
plain <- cfa(model, a); means <- cfa(model, a, meanstructure = TRUE); ortho <- cfa(model, a, orthogonal = TRUE)
resid <- cfa(paste(model, "\n x1 ~~ x4"), a); missing <- cfa(model, gaps[, -1])
unit <- cfa(model, a, std.lv = TRUE)
ladder <- list(configural = "", metric = "loadings", scalar = c("loadings", "intercepts"), strict = c("loadings", "intercepts", "residuals"))
groups <- lapply(ladder, function(e) fits(cfa(model, g, group = "group", group.equal = e, meanstructure = TRUE)))
# Three groups of 90, 130 and 180 rows, item x5 exempt from equality, one residual covariance.
third <- transform(g, group = rep(c("c", "a", "b"), c(90, 130, 180)))
partial <- lapply(ladder, function(e) fits(cfa(paste(model, "\n x1 ~~ x4"), third, group = "group", group.equal = e, meanstructure = TRUE,
  group.partial = c(if ("loadings" %in% e) "f2 =~ x5", if ("intercepts" %in% e) "x5 ~ 1", if ("residuals" %in% e) "x5 ~~ x5"))))
items <- function(t, l) paste0("F", t, " =~ ", paste0(if (l) paste0("l", 1:4, " * ") else "", "c", t, "i", 1:4, collapse = " + "))
syntax <- function(equal) paste(c(
  sapply(1:3, function(t) if (equal > 0) paste0("F", t, " =~ 1 * c", t, "i1 + l2 * c", t, "i2 + l3 * c", t, "i3 + l4 * c", t, "i4") else items(t, FALSE)),
  unlist(lapply(1:4, function(i) paste0(c("c1i", "c1i", "c2i"), i, " ~~ ", c("c2i", "c3i", "c3i"), i))),
  unlist(lapply(1:4, function(i) paste0("c", 1:3, "i", i, " ~ ", if (equal > 1) paste0("v", i, " * 1") else "1"))),
  if (equal > 2) unlist(lapply(1:4, function(i) paste0("c", 1:3, "i", i, " ~~ r", i, " * c", 1:3, "i", i))),
  if (equal > 1) c("F1 ~ 0 * 1", "F2 ~ 1", "F3 ~ 1") else NULL), collapse = "\n")
long <- lapply(list(configural = 0, metric = 1, scalar = 2, strict = 3), function(e) fits(lavaan(syntax(e), as.data.frame(rep3),
  auto.var = TRUE, auto.cov.lv.x = TRUE, auto.fix.first = TRUE, meanstructure = TRUE, int.ov.free = TRUE)))
scalar <- lavaan(syntax(2), as.data.frame(rep3), auto.var = TRUE, auto.cov.lv.x = TRUE, auto.fix.first = TRUE, meanstructure = TRUE, int.ov.free = TRUE)
pe <- parameterEstimates(scalar)
gs <- parameterEstimates(cfa(model, g, group = "group", group.equal = c("loadings", "intercepts")))
writeLines(toJSON(list(r = R.version.string, lavaan = as.character(packageVersion("lavaan")),
  plain = c(fits(plain), list(std = std(plain), raw = raw(plain))), means = fits(means), orthogonal = fits(ortho),
  residual = c(fits(resid), list(std = std(resid))), missing = c(fits(missing), list(std = std(missing))), unit = list(raw = raw(unit)),
  groups = groups, partial = partial, group_means = gs$est[gs$op == "~1" & gs$lhs %in% c("f1", "f2") & gs$group == 2],
  conditions = long, condition_means = pe$est[pe$op == "~1" & pe$lhs %in% c("F2", "F3")]), digits = NA, auto_unbox = TRUE, pretty = TRUE), "confirmatory.json")
