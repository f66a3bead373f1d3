/* The limit: every column of a row over one tile at a time, LANES geographies side by side.

   Arrays stand (rows, tiles, months, LANES); a tile of a row stays in the first cache. Compiled
   without fused multiply-add, so that every figure is rounded as the other contenders round it. */

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#define PAD 12
#define RING 16 /* months of history that a window keeps, a power of two above 8 */

typedef struct {
    int32_t kind, left, right, sign; /* kind: 0 count, 1 ratio, 2 sum, 3 difference */
    double scale;
} row_t;

typedef struct {
    const double *inputs; /* (31, tiles, months, LANES) */
    double *derived;      /* (20, tiles, months, LANES) */
    double *columns;      /* (50, 4, tiles, months, LANES) */
    int8_t *directions;   /* (50, 2, tiles, months, LANES) */
    int8_t *judgements;   /* (50, 2, tiles, months, LANES) */
    uint8_t *reasons;     /* (50, 5, tiles, months, LANES) */
} arrays_t;

typedef struct {
    double z[RING][LANES], s2[RING][LANES], s4[RING][LANES]; /* sums of 1, 2 and 4 months */
    double m[RING][LANES], m2[RING][LANES], m4[RING][LANES]; /* the largest of 1, 2, 4 months */
} history_t;

/* one row of one tile; every array begins PAD months before the first month */
typedef struct {
    double *x;
    uint8_t *base;                  /* why it is no base: 2 missing, 3 zero, else 0 */
    uint8_t *n1, *n2, *n4, *n8, *n; /* how many of 1, 2, 4, 8, 12 months have a value */
    history_t *history;
} scratch_t;

static void value(const row_t *r, const double *restrict a, const double *restrict b,
                  double *restrict x, uint8_t *restrict why, long cells)
{
    if (r->kind == 0) {
        for (long i = 0; i < cells; i++) x[i] = a[i];
        for (long i = 0; i < cells; i++) why[i] = a[i] != a[i] ? 1 : 0;
    } else if (r->kind == 1) {
        const double scale = r->scale;
        for (long i = 0; i < cells; i++) x[i] = b[i] == 0.0 ? NAN : a[i] * scale / b[i];
        for (long i = 0; i < cells; i++)
            why[i] = (a[i] != a[i]) | (b[i] != b[i]) ? 4 : b[i] == 0.0 ? 5 : 0;
    } else {
        const double sign = r->kind == 2 ? 1.0 : -1.0;
        for (long i = 0; i < cells; i++) x[i] = a[i] + sign * b[i];
        for (long i = 0; i < cells; i++) why[i] = x[i] != x[i] ? 4 : 0;
    }
}

/* bytes that changes and windows share, worked out from the values once */
static void bytes(const double *restrict x, uint8_t *restrict base, uint8_t *restrict n1,
                  uint8_t *restrict n2, uint8_t *restrict n4, uint8_t *restrict n8,
                  uint8_t *restrict n, long cells)
{
    for (long i = 0; i < cells; i++) n1[i] = x[i] == x[i] ? 1 : 0;
    for (long i = 0; i < cells; i++) base[i] = x[i] == 0.0 ? 3 : 0;
    for (long i = 0; i < cells; i++) base[i] = n1[i] ? base[i] : 2;
    for (long i = 0; i < cells; i++) n2[i] = (uint8_t)(n1[i] + n1[i - LANES]);
    for (long i = 0; i < cells; i++) n4[i] = (uint8_t)(n2[i] + n2[i - 2 * LANES]);
    for (long i = 0; i < cells; i++) n8[i] = (uint8_t)(n4[i] + n4[i - 4 * LANES]);
    for (long i = 0; i < cells; i++) n[i] = (uint8_t)(n8[i] + n4[i - 8 * LANES]);
}

static void change(const double *restrict x, const double *restrict b, double *restrict out,
                   int8_t *restrict moved, int8_t *restrict judged, int8_t sign, long cells)
{
    for (long i = 0; i < cells; i++) {
        const double percent = (x[i] - b[i]) * 100.0 / fabs(b[i]);
        out[i] = b[i] == 0.0 ? NAN : percent;
    }
    for (long i = 0; i < cells; i++)
        moved[i] = (int8_t)((out[i] >= 9.5) - (out[i] <= -9.5));
    for (long i = 0; i < cells; i++) judged[i] = (int8_t)(moved[i] * sign);
}

static void no_change(const uint8_t *restrict present, const uint8_t *restrict base,
                      uint8_t *restrict why, long cells)
{
    for (long i = 0; i < cells; i++) why[i] = present[i] ? base[i] : 1;
}

static inline double larger(double a, double b) { return a > b ? a : b; }

/* twelve months are eight and the four before them, eight are four and four: no drift */
static void windows(history_t *restrict h, const double *restrict x, const uint8_t *restrict n,
                    double *restrict mean, double *restrict most, int months)
{
    for (int t = 0; t < months; t++) {
        const int now = t & (RING - 1), ago1 = (t - 1) & (RING - 1), ago2 = (t - 2) & (RING - 1);
        const int ago4 = (t - 4) & (RING - 1), ago8 = (t - 8) & (RING - 1);
        const long at = (long)t * LANES;
#pragma GCC ivdep
        for (int l = 0; l < LANES; l++) {
            const double v = x[at + l];
            const double z = v == v ? v : 0.0, m = v == v ? v : -INFINITY;
            const double s2 = z + h->z[ago1][l], s4 = s2 + h->s2[ago2][l];
            const double m2 = larger(m, h->m[ago1][l]), m4 = larger(m2, h->m2[ago2][l]);
            const double sum = s4 + h->s4[ago4][l] + h->s4[ago8][l];
            const double top = larger(larger(m4, h->m4[ago4][l]), h->m4[ago8][l]);
            mean[at + l] = sum / (double)n[at + l];
            most[at + l] = top == -INFINITY ? NAN : top;
            h->z[now][l] = z, h->s2[now][l] = s2, h->s4[now][l] = s4;
            h->m[now][l] = m, h->m2[now][l] = m2, h->m4[now][l] = m4;
        }
    }
}

static void emptied(history_t *h)
{
    double *sums[] = {h->z[0], h->s2[0], h->s4[0]}, *tops[] = {h->m[0], h->m2[0], h->m4[0]};
    for (int k = 0; k < 3; k++)
        for (int i = 0; i < RING * LANES; i++) sums[k][i] = 0.0, tops[k][i] = -INFINITY;
}

static void too_few(const uint8_t *restrict n, uint8_t *restrict why, long cells)
{
    for (long i = 0; i < cells; i++) why[i] = n[i] ? 0 : 6;
}

static void row_of_tile(const row_t *r, int row, const arrays_t *o, int tile, int tiles,
                        int months, const scratch_t *s)
{
    const long cells = (long)months * LANES, all = cells * tiles, at = cells * tile;
    double *columns = o->columns + (long)row * 4 * all + at;
    int8_t *moved = o->directions + (long)row * 2 * all + at;
    int8_t *judged = o->judgements + (long)row * 2 * all + at;
    uint8_t *why = o->reasons + (long)row * 5 * all + at;
    const int8_t sign = (int8_t)r->sign;
    value(r, o->inputs + r->left * all + at, o->inputs + r->right * all + at, s->x, why, cells);
    if (row >= 30)
        for (long i = 0; i < cells; i++) o->derived[(row - 30) * all + at + i] = s->x[i];
    bytes(s->x, s->base, s->n1, s->n2, s->n4, s->n8, s->n, cells);
    change(s->x, s->x - LANES, columns, moved, judged, sign, cells);
    no_change(s->n1, s->base - LANES, why + all, cells);
    change(s->x, s->x - 12 * LANES, columns + all, moved + all, judged + all, sign, cells);
    no_change(s->n1, s->base - 12 * LANES, why + 2 * all, cells);
    emptied(s->history);
    windows(s->history, s->x, s->n, columns + 2 * all, columns + 3 * all, months);
    too_few(s->n, why + 3 * all, cells);
    too_few(s->n, why + 4 * all, cells);
}

static int made(scratch_t *s, char **memory, int months)
{
    const size_t pad = PAD * LANES, padded = ((size_t)months * LANES + pad + 63) / 64 * 64;
    *memory = aligned_alloc(64, padded * (sizeof(double) + 6) + sizeof(history_t) + 64);
    if (!*memory) return 0;
    double *x = (double *)*memory;
    uint8_t *byte = (uint8_t *)(x + padded);
    for (size_t i = 0; i < padded; i++) x[i] = NAN;
    for (size_t i = 0; i < 6 * padded; i++) byte[i] = i < padded ? 2 : 0;
    s->x = x + pad;
    uint8_t **of[] = {&s->base, &s->n1, &s->n2, &s->n4, &s->n8, &s->n};
    for (int k = 0; k < 6; k++) *of[k] = byte + k * padded + pad;
    s->history = (history_t *)(byte + 6 * padded);
    return 1;
}

/* work out every row over the tiles from `first` to before `last` */
int work(const row_t *rows, int count, const arrays_t *o, int first, int last, int tiles,
         int months)
{
    scratch_t scratch;
    char *memory;
    if (!made(&scratch, &memory, months)) return 1;
    for (int tile = first; tile < last; tile++)
        for (int row = 0; row < count; row++)
            row_of_tile(rows + row, row, o, tile, tiles, months, &scratch);
    free(memory);
    return 0;
}
