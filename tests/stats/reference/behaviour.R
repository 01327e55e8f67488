# Reference values for heaping, response_style, variance_decomposition, log_odds_words, tfidf_words.
suppressMessages({library(jsonlite); library(lme4)})
set.seed(109)
family <- rep(1:25, each = 8); v <- pmin(100, pmax(1, round((70 + rnorm(25, 0, 12)[family] + rnorm(200, 0, 8)) / 5) * 5)); v[runif(200) < .2] <- 73
write.csv(data.frame(family, v), "heaping.csv", row.names = FALSE)
p <- prop.table(table(v)); H <- -sum(p * log2(p))
X <- matrix(sample(1:5, 40 * 6, TRUE, prob = c(.1, .2, .2, .3, .2)), 40); key <- c(1, 1, 1, -1, -1, -1)
write.csv(X, "style.csv", row.names = FALSE)
ext <- t.test(rowMeans(X == 1 | X == 5)); mid <- t.test(rowMeans(X == 3)); acq <- t.test(((rowMeans(X[, 1:3]) + rowMeans(X[, 4:6])) / 2 - 3) / 2)
tt <- function(t) list(value = unname(t$estimate), low = t$conf.int[1], high = t$conf.int[2])
f <- rep(1:20, each = 12); k <- rep(1:80, each = 3); y <- round(rnorm(20, 0, 4)[f] + rnorm(80, 0, 3)[k] + rnorm(240, 0, 2), 3)
m <- as.data.frame(VarCorr(lmer(y ~ 1 + (1|f/k), control = lmerControl(optCtrl = list(xtol_abs = 1e-12, ftol_abs = 1e-14)))))
uf <- rep(1:15, sample(1:9, 15, TRUE)); uy <- round(rnorm(15, 0, 3)[uf] + rnorm(length(uf), 0, 2), 3)
a <- summary(aov(uy ~ factor(uf)))[[1]]; n0 <- (length(uf) - sum(table(uf)^2) / length(uf)) / 14
write.csv(data.frame(f, k, y), "nested.csv", row.names = FALSE); write.csv(data.frame(uf, uy), "unequal.csv", row.names = FALSE)
texts <- c("fun clear task", "fun and easy work", "clear fun", "dull work", "dull dull task", "hard and dull work", "easy"); g <- c(1, 1, 1, 0, 0, 0, 1)
tok <- strsplit(texts, " "); voc <- sort(unique(unlist(tok))); M <- t(sapply(tok, function(w) table(factor(w, voc))))
y1 <- colSums(M[g == 1, ]); y2 <- colSums(M[g == 0, ]); al <- (y1 + y2) / sum(M) * 10; a0 <- 10
delta <- log((y1 + al) / (sum(y1) + a0 - y1 - al)) - log((y2 + al) / (sum(y2) + a0 - y2 - al)); vr <- 1 / (y1 + al) + 1 / (y2 + al)
idf <- log((1 + nrow(M)) / (1 + colSums(M > 0))) + 1; W <- sweep(M, 2, idf, "*"); W <- W / sqrt(rowSums(W^2))
write_json(list(modal = max(p), mode = as.numeric(names(p)[which.max(p)]), m5 = mean(v %% 5 == 0), m10 = mean(v %% 10 == 0), m20 = mean(v %% 20 == 0), entropy = H, distinct = length(p),
  extreme = tt(ext), midpoint = tt(mid), acquiescence = c(tt(acq), list(p = acq$p.value)),
  nested = m$vcov[c(2, 1, 3)], nested_names = m$grp[c(2, 1, 3)], unequal = c((a$`Mean Sq`[1] - a$`Mean Sq`[2]) / n0, a$`Mean Sq`[2]),
  texts = texts, group = g, words = voc, delta = unname(delta), z = unname(delta / sqrt(vr)), tfidf = list(first = unname(colMeans(W[g == 1, ])), second = unname(colMeans(W[g == 0, ]))),
  R = R.version.string, lme4 = as.character(packageVersion("lme4"))), "behaviour.json", auto_unbox = TRUE, digits = NA, pretty = TRUE)
