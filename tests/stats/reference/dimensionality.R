# Reference values for dimensionality. Run in this folder: Rscript dimensionality.R
# Ten items, three correlated factors, heaped on a 1-100 scale; a copy with missing cells.
suppressMessages({library(psych); library(jsonlite); library(GPArotation)})
set.seed(20240502)
n <- 420
phi <- matrix(c(1, .5, .3, .5, 1, .4, .3, .4, 1), 3)
f <- matrix(rnorm(n * 3), n) %*% chol(phi)
pattern <- rbind(c(.8, 0, 0), c(.7, 0, 0), c(.6, .2, 0), c(.75, 0, 0), c(0, .8, 0), c(0, .65, 0), c(0, .7, .2),
                 c(0, 0, .8), c(0, 0, .7), c(.1, 0, .6))
u2 <- 1 - diag(pattern %*% phi %*% t(pattern))
x <- 60 + 18 * (f %*% t(pattern) + matrix(rnorm(n * 10), n) %*% diag(sqrt(u2)))
x <- pmin(pmax(round(x / 5) * 5, 1), 100)
colnames(x) <- paste0("v", 1:10)
gaps <- x
gaps[cbind(sample(n, 60), sample(10, 60, replace = TRUE))] <- NA
write.csv(x, "ten_items.csv", row.names = FALSE)
write.csv(gaps, "ten_items_missing.csv", row.names = FALSE)

quiet <- function(e) suppressWarnings(suppressMessages(e))
# Tight convergence everywhere, so that the reference is the optimum and not where the defaults stop.
rotated <- function(fit, how) {
  a <- unclass(fit$loadings)
  if (how == "varimax") { r <- varimax(a, normalize = TRUE, eps = 1e-14); list(loadings = unclass(r$loadings), phi = diag(ncol(a))) }
  else { r <- GPArotation::oblimin(a, eps = 1e-9, maxit = 20000); list(loadings = unclass(r$loadings), phi = r$Phi) }
}
sorted <- function(r) {
  o <- order(diag(r$phi %*% t(r$loadings) %*% r$loadings), decreasing = TRUE)
  l <- r$loadings[, o]; p <- r$phi[o, o]; s <- sign(colSums(l))
  list(loadings = unname(l %*% diag(s)), phi = unname(diag(s) %*% p %*% diag(s)))
}
one <- function(x, m, fm) {
  fit <- quiet(fa(x, nfactors = m, fm = fm, rotate = "none", min.err = 1e-10, max.iter = 20000, scores = "none"))
  ob <- sorted(rotated(fit, "oblimin")); va <- sorted(rotated(fit, "varimax"))
  list(uniquenesses = unname(fit$uniquenesses), objective = fit$objective, chi2 = fit$STATISTIC, dof = fit$dof, p = fit$PVAL,
       rmsea = unname(fit$RMSEA[1:3]), tli = fit$TLI, rms = fit$rms, null = fit$null.chisq, n = fit$n.obs,
       bic = fit$BIC, oblimin = ob, varimax = va)
}
weights <- function(x, m, method) {
  fit <- quiet(fa(x, nfactors = m, fm = "ml", rotate = "oblimin"))
  s <- factor.scores(x, fit, method = method)
  list(loadings = unclass(fit$loadings), phi = unname(fit$Phi), weights = unname(s$weights), scores = unname(s$scores[1:5, ]))
}
pc <- quiet(principal(x, nfactors = 3, rotate = "none")); pv <- sorted(rotated(pc, "varimax"))
v <- quiet(vss(x, n = 8, rotate = "none", plot = FALSE))
map4 <- function(r) { # Velicer, Eaton and Fava: fourth powers of the partial correlations
  e <- eigen(r); p <- ncol(r); a <- e$vectors %*% diag(sqrt(pmax(e$values, 0)))
  sapply(0:(p - 2), function(m) { c <- if (m == 0) r else r - a[, 1:m, drop = FALSE] %*% t(a[, 1:m, drop = FALSE])
    d <- diag(1 / sqrt(diag(c))); s <- d %*% c %*% d; (sum(s^4) - p) / (p * (p - 1)) })
}
k <- quiet(KMO(x)); b <- quiet(cortest.bartlett(cor(x), n)); bm <- quiet(cortest.bartlett(cor(gaps, use = "pairwise"), n))
writeLines(toJSON(list(r = R.version.string, psych = as.character(packageVersion("psych")),
  GPArotation = as.character(packageVersion("GPArotation")),
  minres3 = one(x, 3, "minres"), ml3 = one(x, 3, "ml"), pa3 = one(x, 3, "pa"), ml2 = one(x, 2, "ml"), minres2 = one(x, 2, "minres"),
  missing3 = one(gaps, 3, "minres"),
  scores = list(regression = weights(x, 3, "Thurstone"), bartlett = weights(x, 3, "Bartlett"), ten_berge = weights(x, 3, "tenBerge")),
  pca = list(values = pc$values, loadings = unclass(pc$loadings), varimax = pv, weights = unname(pc$weights)),
  map = v$map, map4 = map4(cor(x)), kmo = list(overall = k$MSA, items = unname(k$MSAi)),
  bartlett = b, bartlett_missing = bm), digits = NA, auto_unbox = TRUE, pretty = TRUE), "dimensionality.json")
