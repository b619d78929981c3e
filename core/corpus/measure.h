/* measure.h - the arithmetic of corpus linguistics; plain functions of
 * counts. Logarithms of nothing are taken as 0 where theory does so, and as
 * minus infinity nowhere: what was not observed has no such measure. */
#ifndef AS_CORPUS_MEASURE_H
#define AS_CORPUS_MEASURE_H

#include <stddef.h>
#include <stdint.h>

/* How a collocate stands to a node: `both` tokens of it stand in the node's
 * windows, which hold `window` tokens in all; it has `freq` tokens in the
 * corpus, the corpus `all`, the node stands `node` times. */
typedef struct as_pair {
    double both, node, freq, window, all;
} as_pair;

/* logDice: 14 + log2(2 both / (node + freq)); at most 14.
 * P. Rychlý, "A lexicographer-friendly association score", RASLAN 2008. */
double as_logdice(const as_pair *p);

/* What chance would give: window * freq / all. S. Evert, "Corpora and
 * collocations", 2008, in A. Lüdeling, M. Kytö (eds.), "Corpus Linguistics",
 * for co-occurrence in windows. */
double as_expected(const as_pair *p);

/* Mutual information: log2(both / expected). K. W. Church, P. Hanks, "Word
 * association norms, mutual information, and lexicography", Computational
 * Linguistics 16:1, 1990. */
double as_mi(const as_pair *p);

/* t-score: (both - expected) / sqrt(both). K. Church, W. Gale, P. Hanks,
 * D. Hindle, "Using statistics in lexical analysis", 1991. */
double as_t_score(const as_pair *p);

/* Log-likelihood of the table of two by two, below 0 where both is less than
 * expected. T. Dunning, "Accurate methods for the statistics of surprise and
 * coincidence", Computational Linguistics 19:1, 1993. */
double as_log_likelihood(const as_pair *p);

/* ---- two corpora: `a` of `c` tokens in one, `b` of `d` in the other ---- */

/* Log-likelihood, never below 0; 3.84 is p < 0.05, 6.63 p < 0.01, 10.83
 * p < 0.001. P. Rayson, R. Garside, "Comparing corpora using frequency
 * profiling", 2000. */
double as_keyness(double a, double b, double c, double d);

/* log2 of how many times as frequent it is; 0 becomes 0.5. A. Hardie, "Log
 * Ratio: an informal introduction", CASS, 2014. */
double as_log_ratio(double a, double b, double c, double d);

/* %DIFF: by how many per cent it is more frequent; 0 in the other becomes
 * 1e-18 of its tokens. C. Gabrielatos, A. Marchi, "Keyness: matching metrics
 * to definitions", 2012. */
double as_percent_diff(double a, double b, double c, double d);

/* ---- how evenly: counts in parts ---------------------------------------- */

typedef struct as_dispersion {
    size_t range;    /* parts that have it */
    double juilland; /* D: 1 even, 0 all in one part. A. Juilland, D. Brodin,
                      * C. Davidovitch, "Frequency Dictionary of French
                      * Words", 1970; relative frequencies, where parts are of
                      * unequal size */
    double dp;       /* 0 even, nearly 1 all in one. S. Th. Gries,
                      * "Dispersions and adjusted frequencies in corpora",
                      * IJCL 13:4, 2008 */
    double dp_norm;  /* ... / (1 - smallest part): up to 1. J. Lijffijt, S. Th.
                      * Gries, "Correction to ...", IJCL 17:1, 2012 */
} as_dispersion;

/* n[i] of it in part i of size[i] tokens; parts without tokens are left out.
 * Zeros where there is none of it; one part alone is even. */
void as_disperse(const uint64_t *n, const uint64_t *size, size_t parts,
                 as_dispersion *out);

#endif
