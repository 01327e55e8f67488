# Reference values for bradley_terry, thurstone, transitivity.
suppressMessages({library(jsonlite); library(igraph); library(MASS); library(sandwich); library(clubSandwich)})
set.seed(108)
K <- 7; u <- rnorm(K); prs <- t(combn(K, 2)); prs <- rbind(prs, prs[, 2:1]); n <- nrow(prs) * 6
p <- prs[rep(seq_len(nrow(prs)), 6), ]; d <- u[p[, 1]] - u[p[, 2]] + .5
nu <- .6; w <- cbind(exp(d / 2), exp(-d / 2), nu); w <- w / rowSums(w)
y <- apply(w, 1, function(q) sample(c(1, 0, .5), 1, prob = q))
pair <- apply(p, 1, function(r) paste(sort(r), collapse = "-"))
D <- data.frame(first = p[, 1], second = p[, 2], y = y, pair = as.integer(factor(pair)))
write.csv(D, "preference.csv", row.names = FALSE)
X <- matrix(0, n, K); X[cbind(1:n, p[, 1])] <- 1; X[cbind(1:n, p[, 2])] <- X[cbind(1:n, p[, 2])] - 1
C <- diag(K)[, -1] - 1 / K
full <- function(b, V) { T <- rbind(cbind(C, 0), c(rep(0, K - 1), 1)); list(b = c(T %*% b), se = sqrt(diag(T %*% V %*% t(T)))) }
nt <- y != .5; dat <- list(yy = y[nt], XX = cbind(X[nt, -1], 1))
bt <- glm(yy ~ 0 + XX, binomial, dat, control = list(epsilon = 1e-14)); th <- glm(yy ~ 0 + XX, binomial("probit"), dat, control = list(epsilon = 1e-14))
cl <- D$pair[nt]; Vc <- vcovCL(bt, cluster = cl, type = "HC0")
ref <- glm(yy ~ 0 + XX, binomial, list(yy = y[nt], XX = X[nt, -1]))
nll <- function(b) { dd <- c(cbind(X[, -1], 1) %*% b[1:K]); l <- log(exp(dd / 2) + exp(-dd / 2) + exp(b[K + 1]))
  -sum(ifelse(y == 1, dd / 2, ifelse(y == 0, -dd / 2, b[K + 1])) - l) }
dv <- optim(rep(0, K + 1), nll, method = "BFGS", hessian = TRUE, control = list(reltol = 1e-15, maxit = 500, ndeps = rep(1e-5, K + 1)))
dv <- optim(dv$par, nll, method = "BFGS", hessian = TRUE, control = list(reltol = 1e-16, maxit = 500, ndeps = rep(1e-5, K + 1)))
po <- polr(factor(y, c(0, .5, 1), ordered = TRUE) ~ XX, data = list(y = y, XX = X[, -1]), method = "probit", Hess = TRUE)
half <- suppressWarnings(glm(yy ~ 0 + XX, binomial, list(yy = y, XX = cbind(X[, -1], 1))))
# transitivity by the formulas of eba (alternative "less", continuity correction) and by igraph's count of directed three-cycles
circ <- lapply(c(5, 8, 9), function(k) { m <- matrix(0, k, k); m[upper.tri(m)] <- rbinom(k * (k - 1) / 2, 1, .6); m[lower.tri(m)] <- 1 - t(m)[lower.tri(m)]; diag(m) <- 0
  a <- rowSums(m); T <- k * (k - 1) * (2 * k - 1) / 12 - sum(a^2) / 2; mx <- if (k %% 2) (k^3 - k) / 24 else (k^3 - 4 * k) / 24
  df <- k * (k - 1) * (k - 2) / (k - 4)^2; chi <- 8 / (k - 4) * (.25 * choose(k, 3) - T - .5) + df
  list(m = m, T = T, igraph = triad_census(graph_from_adjacency_matrix(m))[10], zeta = 1 - T / mx, chi2 = chi, df = df, p = pchisq(chi, df, lower.tail = FALSE)) })
write_json(list(bt = c(full(coef(bt), vcov(bt)), list(ll = as.numeric(logLik(bt)))), thurstone = c(full(coef(th), vcov(th)), list(ll = as.numeric(logLik(th)))),
  bt_cluster = full(coef(bt), Vc)$se, bt_reference = unname(coef(ref)), bt_reference_se = unname(sqrt(diag(vcov(ref)))),
  davidson = list(b = c(full(dv$par[1:K], diag(K))$b, dv$par[K + 1]), ll = -dv$value, se_nu = sqrt(diag(solve(dv$hessian)))[K + 1]),
  polr = list(b = c(C %*% coef(po)), position = unname(-(po$zeta[1] + po$zeta[2]) / 2), tie = unname((po$zeta[2] - po$zeta[1]) / 2), ll = as.numeric(logLik(po))),
  half = c(full(coef(half), vcov(half))), circ = circ,
  R = R.version.string, MASS = as.character(packageVersion("MASS")), igraph = as.character(packageVersion("igraph"))
), "preference.json", auto_unbox = TRUE, digits = NA, pretty = TRUE)
