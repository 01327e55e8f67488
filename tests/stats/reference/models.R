# Reference values for regression, category_regression, choice_model and two_part_effort.
suppressMessages({library(jsonlite); library(clubSandwich); library(sandwich); library(survival); library(pROC); library(estimatr)})
set.seed(106)
G <- 24; family <- rep(1:G, rep(c(3, 5, 8), 8)); n <- length(family)
respondent <- sample(1:9, n, TRUE); x <- rnorm(n) + rnorm(G)[family]; z <- rnorm(G)[family] > .4
y <- 60 + 4 * x - 3 * z + rnorm(G, 0, 4)[family] + rnorm(n, 0, 6)
b <- rbinom(n, 1, plogis(.4 * x - .8 * z + .3 + rnorm(G, 0, .5)[family]))
tokens <- exp(5.5 + .3 * x + rnorm(G, 0, .3)[family] + rnorm(n, 0, .5))
d <- data.frame(family, respondent, x = round(x, 4), z = as.integer(z), y = round(y, 3), b, tokens = pmin(ceiling(tokens), 400))
write.csv(d, "models.csv", row.names = FALSE)
lmf <- lm(y ~ x + z, d); glf <- glm(b ~ x + z, binomial, d, control = list(epsilon = 1e-14))
part <- function(fit, type) { t <- coef_test(fit, vcov = type, cluster = d$family, test = "Satterthwaite")
  list(se = t$SE, df = t$df_Satt, p = t$p_Satt) }
two <- function(fit, type = "HC0") sqrt(diag(vcovCL(fit, cluster = ~ family + respondent, type = type, fix = TRUE)))
# by row: HC0, HC1 and HC3 with n - k df, as coeftest and lm_robust take them
hc_rows <- lapply(c(HC0 = "HC0", HC1 = "HC1", HC3 = "HC3"), function(ty) { e <- lm_robust(y ~ x + z, d, se_type = ty)
  list(se = unname(e$std.error), df = unname(e$df), low = unname(e$conf.low)) })
levels <- lapply(c("0.9" = .9, "0.99" = .99), function(lv) { i <- conf_int(lmf, vcov = "CR2", cluster = d$family, level = lv)
  j <- conf_int(glf, vcov = "CR2", cluster = d$family, level = lv); list(low = i$CI_L, high = i$CI_U, logit_low = j$CI_L, logit_high = j$CI_U) })
ci <- conf_int(lmf, vcov = "CR2", cluster = d$family)
hc <- coef_test(lmf, vcov = "CR2", cluster = seq_len(n), test = "Satterthwaite")
D <- as.data.frame(matrix(rbinom(60 * 4, 1, .4), 60)); D$V1[rowSums(D) == 0] <- 1
s <- round(60 + 8 * D$V1 - 5 * D$V3 + rnorm(60, 0, 6), 2)
write.csv(cbind(score = s, D), "categories.csv", row.names = FALSE)
cf <- lm(s ~ ., D); an <- anova(lm(s ~ 1), cf); rf <- lm(s ~ V2 + V3 + V4, D); nf <- lm(s ~ 0 + ., D)
L <- c(1, 0, 1, 0, 0); V <- vcovCR(cf, cluster = 1:60, type = "CR2")
lc <- linear_contrast(cf, vcov = "CR2", cluster = 1:60, contrasts = matrix(L, 1))
# choice
N <- 20; m <- 260; f1 <- sample(1:N, m, TRUE); f2 <- sample(1:N, m, TRUE); u <- rnorm(N, 0, 1)
dif <- round(u[f1] - u[f2] + rnorm(m, 0, .7), 4); named <- rbinom(m, 1, .5) - .5
win <- rbinom(m, 1, plogis(.5 + .9 * (u[f1] - u[f2]) + .6 * named))
ch <- data.frame(win, dif, named, f1, f2); write.csv(ch, "choices.csv", row.names = FALSE)
sd0 <- sqrt(mean(dif^2)); cg <- glm(win ~ I(dif / sd0) + named, binomial, control = list(epsilon = 1e-14))
X <- model.matrix(cg); U <- X * (win - fitted(cg)); B <- vcov(cg); M <- matrix(0, 3, 3)
for (i in 1:m) for (j in 1:m) if (length(intersect(c(f1[i], f2[i]), c(f1[j], f2[j]))) > 0) M <- M + U[i, ] %o% U[j, ]
CV <- B %*% M %*% B * N / (N - 1); ev <- eigen((CV + t(CV)) / 2); low_ev <- min(ev$values); CV <- ev$vectors %*% diag(pmax(ev$values, 0)) %*% t(ev$vectors); p <- fitted(cg); be <- coef(cg)[2]
ame <- be * mean(p * (1 - p)); gr <- be * colMeans(p * (1 - p) * (1 - 2 * p) * X) + c(0, mean(p * (1 - p)), 0)
psi0 <- c((U %*% B %*% gr)) + (be * p * (1 - p) - ame) / m; vame <- 0
for (i in 1:m) for (j in 1:m) if (length(intersect(c(f1[i], f2[i]), c(f1[j], f2[j]))) > 0) vame <- vame + psi0[i] * psi0[j]
roc1 <- roc(win, dif, quiet = TRUE, direction = "<")
x1 <- dif[win == 1]; x0 <- dif[win == 0]; A <- as.numeric(auc(roc1)); psi <- numeric(m)
for (i in 1:m) psi[i] <- if (win[i] == 1) (mean((dif[i] > x0) + .5 * (dif[i] == x0)) - A) / length(x1) else (mean((x1 > dif[i]) + .5 * (x1 == dif[i])) - A) / length(x0)
va <- 0; for (i in 1:m) for (j in 1:m) if (length(intersect(c(f1[i], f2[i]), c(f1[j], f2[j]))) > 0) va <- va + psi[i] * psi[j]
# every family left out once: coefficients by one Newton step, effect and auc anew; pairs counted twice taken off
leave <- function(Y, moves) { s <- rowsum(Y, paste(pmin(f1, f2), pmax(f1, f2))); np <- nrow(s); across <- rowsum(Y[f1 != f2, , drop = FALSE], paste(pmin(f1, f2), pmax(f1, f2))[f1 != f2])
  J <- (N - 1) / N * crossprod(moves); list(J = J, V = J - crossprod(across), alone = np / (np - 1) * crossprod(s)) }
jdf <- function(x) { k <- length(x); s <- (x - mean(x))^2; l <- log(pmax(1 - k / (k - 1) * s / sum(s), 1e-12)); v <- (k - 1) / k * sum((l - mean(l))^2); max(2 / max(v, 2 / (k - 1)), min(4, k - 1)) }
dfs <- function(moves, V, J) apply(as.matrix(moves), 2, jdf) * pmin(1, diag(V) / diag(J))^2
I0 <- solve(B); w0 <- p * (1 - p); mv <- me <- ma <- NULL
for (g in 1:N) { out <- f1 == g | f2 == g; Xg <- X[out, , drop = FALSE]
  step <- -solve(I0 - crossprod(Xg * w0[out], Xg), colSums(U[out, , drop = FALSE])); mv <- rbind(mv, c(step)); q <- plogis(X[!out, ] %*% (coef(cg) + step)); me <- rbind(me, (be + step[2]) * mean(q * (1 - q)) - ame)
  ma <- rbind(ma, as.numeric(auc(roc(win[!out], dif[!out], quiet = TRUE, direction = "<"))) - A) }
jb <- leave(U %*% B, mv); R0 <- t(chol(B)); ev <- eigen(solve(R0) %*% (jb$V - jb$alone) %*% t(solve(R0)), symmetric = TRUE)
JV <- jb$alone + R0 %*% ev$vectors %*% diag(pmax(ev$values, 0)) %*% t(ev$vectors) %*% t(R0); je <- leave(matrix(psi0), me); ja <- leave(matrix(psi), ma)
jack <- list(covariance = JV, df = dfs(mv, JV, jb$J), ame_se = sqrt(max(je$V, je$alone)), ame_df = dfs(me, matrix(max(je$V, je$alone)), je$J), auc_se = sqrt(max(ja$V, ja$alone)), auc_df = dfs(ma, matrix(max(ja$V, ja$alone)), ja$J), floored = sum(ev$values < 0))
# means and shares over choices: families left out, pairs counted twice taken off, never below independent pairs (or choices)
over <- function(y) { move <- matrix(sapply(1:N, function(g) mean(y[f1 != g & f2 != g]) - mean(y))); l <- leave(matrix(y - mean(y)) / m, move)
  v <- max(l$V, l$alone); list(value = mean(y), se = sqrt(v), df = dfs(move, matrix(v), l$J), v = v) }
ov <- over(win); w <- max(ov$v, mean(win) * (1 - mean(win)) / m); ne <- mean(win) * (1 - mean(win)) / w; tq <- qt(.975, ov$df)
pairs <- list(mean = over(dif)[1:3], share = list(value = mean(win), se = sqrt(w), df = ov$df,
  ends = (mean(win) + tq^2 / (2 * ne) + c(-1, 1) * tq * sqrt(mean(win) * (1 - mean(win)) / ne + tq^2 / (4 * ne^2))) / (1 + tq^2 / ne)))
# effort
e <- d[d$b == 1, ]; sf <- survreg(Surv(log(tokens), tokens < 400) ~ x + z, e, dist = "gaussian", control = list(rel.tolerance = 1e-13))
sr <- survreg(Surv(log(tokens), tokens < 400) ~ x + z, e, dist = "gaussian", cluster = family, control = list(rel.tolerance = 1e-13))
Gc <- length(unique(e$family))
# every family left out by fitting anew
jk <- function(fits, b) { m <- sapply(fits, identity) - b; Gj <- ncol(m); sqrt((Gj - 1) / Gj * rowSums(m^2)) }
tight <- list(rel.tolerance = 1e-13); full <- c(coef(sf), log(sf$scale))
ej <- jk(lapply(unique(e$family), function(g) { s <- survreg(Surv(log(tokens), tokens < 400) ~ x + z, e[e$family != g, ], dist = "gaussian", control = tight); c(coef(s), log(s$scale)) }), full)
cj <- jk(lapply(1:G, function(g) coef(glm(b ~ x + z, binomial, d[d$family != g, ]))), coef(glf))
g1 <- vcovCR(glf, cluster = d$family, type = "CR1")
write_json(list(
  lm = list(b = unname(coef(lmf)), r2 = summary(lmf)$r.squared, ll = as.numeric(logLik(lmf)), CR0 = part(lmf, "CR0"), CR1 = part(lmf, "CR1"),
    CR2 = part(lmf, "CR2"), CR1S = part(lmf, "CR1S"), CR3 = part(lmf, "CR3"), low = ci$CI_L, high = ci$CI_U, two = unname(two(lmf)), two_stata = unname(two(lmf, "HC1")), hc = hc_rows, levels = levels, hc2 = list(se = hc$SE, df = hc$df_Satt)),
  glm = list(b = unname(coef(glf)), ll = as.numeric(logLik(glf)), mcfadden = 1 - as.numeric(logLik(glf)) / as.numeric(logLik(glm(b ~ 1, binomial, d))),
    CR0 = part(glf, "CR0"), CR1 = part(glf, "CR1"), CR2 = part(glf, "CR2"), CR3 = part(glf, "CR3"), two = unname(two(glf)), two_stata = unname(two(glf, "HC1"))),
  category = list(r2 = summary(cf)$r.squared, f = an$F[2], p = an$`Pr(>F)`[2], df = c(an$Df[2], an$Res.Df[2]), b = unname(coef(cf)),
    reference = unname(coef(rf)), rf = unname(summary(rf)$fstatistic), no = unname(coef(nf)), no_r2 = summary(nf)$r.squared,
    mean_V2 = list(value = lc$Est, se = lc$SE, df = lc$df, low = lc$CI_L, high = lc$CI_U)),
  choice = list(b = unname(coef(cg)), se = sqrt(diag(CV)), ame = unname(ame), ame_se = sqrt(vame * N / (N - 1)), auc = A, auc_se = sqrt(va * N / (N - 1)), sd = sd0, lowest_eigenvalue = low_ev), jackknife = jack, pairs = pairs,
  effort = list(b = unname(coef(sf)), log_scale = log(sf$scale), ll = sf$loglik[2], model_se = unname(sqrt(diag(vcov(sf)))),
    se = unname(sqrt(diag(vcov(sr)) * Gc / (Gc - 1))), n = nrow(e), censored = sum(e$tokens >= 400), jackknife_se = unname(ej), compliance_jackknife_se = unname(cj), compliance = unname(coef(glf)), compliance_se = unname(sqrt(diag(as.matrix(g1))))),
  R = R.version.string, clubSandwich = as.character(packageVersion("clubSandwich")), sandwich = as.character(packageVersion("sandwich")),
  survival = as.character(packageVersion("survival")), pROC = as.character(packageVersion("pROC")), estimatr = as.character(packageVersion("estimatr"))
), "models.json", auto_unbox = TRUE, digits = NA, pretty = TRUE)
