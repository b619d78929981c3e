/* measure.c - see measure.h for whose each formula is. */
#include "corpus/measure.h"

#include <math.h>

double as_logdice(const as_pair *p)
{
    return 14 + log2(2 * p->both / (p->node + p->freq));
}

double as_expected(const as_pair *p)
{
    return p->all > 0 ? p->window * p->freq / p->all : 0;
}

double as_mi(const as_pair *p)
{
    return log2(p->both / as_expected(p));
}

double as_t_score(const as_pair *p)
{
    return (p->both - as_expected(p)) / sqrt(p->both);
}

/* o ln(o / e); what was not observed adds nothing. */
static double part(double o, double e)
{
    return o > 0 && e > 0 ? o * log(o / e) : 0;
}

double as_log_likelihood(const as_pair *p)
{
    const double in = p->window, out = p->all - in;
    const double is = p->freq, other = p->all - is;
    const double sum = part(p->both, in * is / p->all) +
                       part(in - p->both, in * other / p->all) +
                       part(is - p->both, out * is / p->all) +
                       part(out - is + p->both, out * other / p->all);
    return p->both < as_expected(p) ? -2 * sum : 2 * sum;
}

double as_keyness(double a, double b, double c, double d)
{
    const double rate = c + d > 0 ? (a + b) / (c + d) : 0;
    return 2 * (part(a, c * rate) + part(b, d * rate));
}

double as_log_ratio(double a, double b, double c, double d)
{
    return log2((a > 0 ? a : 0.5) / c) - log2((b > 0 ? b : 0.5) / d);
}

double as_percent_diff(double a, double b, double c, double d)
{
    const double here = a / c, there = b > 0 ? b / d : 1e-18;
    return (here - there) * 100 / there;
}

/* Standard deviation of the parts' relative frequencies to their mean. */
static double variation(const uint64_t *n, const uint64_t *size, size_t parts,
                        double m)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < parts; i++) {
        sum += size[i] > 0 ? (double)n[i] / (double)size[i] : 0;
    }
    const double mean = sum / m;
    for (size_t i = 0; i < parts; i++) {
        if (size[i] > 0) {
            const double off = (double)n[i] / (double)size[i] - mean;
            squares += off * off;
        }
    }
    return sqrt(squares / m) / mean;
}

void as_disperse(const uint64_t *n, const uint64_t *size, size_t parts,
                 as_dispersion *out)
{
    double all = 0, total = 0, m = 0, smallest = 1, off = 0;
    *out = (as_dispersion){0};
    for (size_t i = 0; i < parts; i++) {
        all += (double)n[i];
        total += (double)size[i];
        m += size[i] > 0;
        out->range += n[i] > 0;
    }
    if (all <= 0) {
        return;
    }
    for (size_t i = 0; i < parts; i++) {
        const double s = (double)size[i] / total;
        off += fabs(s - (double)n[i] / all);
        smallest = size[i] > 0 && s < smallest ? s : smallest;
    }
    out->dp = off / 2;
    out->dp_norm = m > 1 ? out->dp / (1 - smallest) : 0;
    out->juilland = m > 1 ? 1 - variation(n, size, parts, m) / sqrt(m - 1) : 1;
}
