/* [run] reads its own earlier months, which a view cannot */
DROP VIEW IF EXISTS kpilib.derived;
GO
DROP VIEW IF EXISTS kpilib.figure;
GO
DROP VIEW IF EXISTS kpilib.input;
GO
DROP VIEW IF EXISTS kpilib.indicator;
GO
DROP VIEW IF EXISTS kpilib.collected;
GO
DROP VIEW IF EXISTS kpilib.population;
GO
DROP VIEW IF EXISTS kpilib.calendar;
GO
DROP VIEW IF EXISTS kpilib.observed;
GO
CREATE VIEW kpilib.observed AS
SELECT
  ref,
  geography,
  month,
  value,
  marker
FROM (
  SELECT
    o.ref AS ref,
    o.geography AS geography,
    CAST(SUBSTRING(o.period, 1, 4) AS INTEGER) * 12 + CAST(SUBSTRING(o.period, 6, 2) AS INTEGER) - 1 AS month,
    CASE WHEN LEN(o.value) > 100 THEN NULL ELSE CAST(o.value AS FLOAT) END AS value,
    CASE WHEN LEN(o.value) > 100 THEN 'z' ELSE o.marker END AS marker,
    ROW_NUMBER() OVER (
      PARTITION BY o.ref, o.geography, o.period
      ORDER BY CASE WHEN COALESCE(s.recorded, '') IS NULL THEN 1 ELSE 0 END DESC, COALESCE(s.recorded, '') DESC, CASE WHEN s.number IS NULL THEN 1 ELSE 0 END DESC, s.number DESC, CASE WHEN o.place IS NULL THEN 1 ELSE 0 END DESC, o.place DESC
    ) AS latest
  FROM kpilib.observation AS o
  JOIN kpilib.submission AS s
    ON o.submission = s.number
  WHERE
    s.dataset = 'd'
) AS every_row
WHERE
  latest = 1;
GO
CREATE VIEW kpilib.calendar AS
SELECT
  places.geography,
  span.first_month + steps.step AS month,
  CASE WHEN span.first_month + steps.step >= span.first_shown THEN 1 ELSE 0 END AS shown
FROM (
  SELECT DISTINCT
    geography AS geography
  FROM kpilib.observed
) AS places
CROSS JOIN (
  SELECT
    MIN(month) - 13 AS first_month,
    MIN(month) AS first_shown,
    MAX(month) AS last_month
  FROM kpilib.observed
) AS span
CROSS JOIN (
  SELECT
    ones.digit + 10 * tens.digit + 100 * hundreds.digit + 1000 * thousands.digit AS step
  FROM (
    SELECT
      digit AS digit
    FROM (
      SELECT
        0 AS digit
      UNION ALL
      SELECT
        1 AS digit
      UNION ALL
      SELECT
        2 AS digit
      UNION ALL
      SELECT
        3 AS digit
      UNION ALL
      SELECT
        4 AS digit
      UNION ALL
      SELECT
        5 AS digit
      UNION ALL
      SELECT
        6 AS digit
      UNION ALL
      SELECT
        7 AS digit
      UNION ALL
      SELECT
        8 AS digit
      UNION ALL
      SELECT
        9 AS digit
    ) AS d
  ) AS ones
  CROSS JOIN (
    SELECT
      digit AS digit
    FROM (
      SELECT
        0 AS digit
      UNION ALL
      SELECT
        1 AS digit
      UNION ALL
      SELECT
        2 AS digit
      UNION ALL
      SELECT
        3 AS digit
      UNION ALL
      SELECT
        4 AS digit
      UNION ALL
      SELECT
        5 AS digit
      UNION ALL
      SELECT
        6 AS digit
      UNION ALL
      SELECT
        7 AS digit
      UNION ALL
      SELECT
        8 AS digit
      UNION ALL
      SELECT
        9 AS digit
    ) AS d
  ) AS tens
  CROSS JOIN (
    SELECT
      digit AS digit
    FROM (
      SELECT
        0 AS digit
      UNION ALL
      SELECT
        1 AS digit
      UNION ALL
      SELECT
        2 AS digit
      UNION ALL
      SELECT
        3 AS digit
      UNION ALL
      SELECT
        4 AS digit
      UNION ALL
      SELECT
        5 AS digit
      UNION ALL
      SELECT
        6 AS digit
      UNION ALL
      SELECT
        7 AS digit
      UNION ALL
      SELECT
        8 AS digit
      UNION ALL
      SELECT
        9 AS digit
    ) AS d
  ) AS hundreds
  CROSS JOIN (
    SELECT
      digit AS digit
    FROM (
      SELECT
        0 AS digit
      UNION ALL
      SELECT
        1 AS digit
      UNION ALL
      SELECT
        2 AS digit
      UNION ALL
      SELECT
        3 AS digit
      UNION ALL
      SELECT
        4 AS digit
      UNION ALL
      SELECT
        5 AS digit
      UNION ALL
      SELECT
        6 AS digit
      UNION ALL
      SELECT
        7 AS digit
      UNION ALL
      SELECT
        8 AS digit
      UNION ALL
      SELECT
        9 AS digit
    ) AS d
  ) AS thousands
) AS steps
WHERE
  span.first_month + steps.step <= span.last_month;
GO
CREATE VIEW kpilib.population AS
SELECT
  'children' AS denominator,
  'local' AS geography,
  24180 AS since,
  120000 AS until_month,
  CAST(49209 AS FLOAT) AS people,
  CAST(0 AS FLOAT) AS bound
UNION ALL
SELECT
  'children',
  'north',
  24183,
  120000,
  CAST(49216 AS FLOAT),
  CAST(0 AS FLOAT);
GO
CREATE VIEW kpilib.collected AS
SELECT
  s.*,
  CASE
    WHEN s.v1 = FLOOR(s.v1) AND ABS(s.v1) < CAST(1000000000000000 AS FLOAT)
    THEN 0
    ELSE CAST(2.3e-16 AS FLOAT) * ABS(s.v1)
  END AS v1e,
  CASE
    WHEN s.v2 = FLOOR(s.v2) AND ABS(s.v2) < CAST(1000000000000000 AS FLOAT)
    THEN 0
    ELSE CAST(2.3e-16 AS FLOAT) * ABS(s.v2)
  END AS v2e
FROM (
  SELECT
    c.geography AS geography,
    c.month AS month,
    c.shown AS shown,
    MAX(CASE WHEN o.ref = 'A0' THEN o.value END) AS v1,
    CASE
      WHEN MAX(CASE WHEN o.ref = 'A0' THEN o.value END) IS NOT NULL
      THEN 0
      WHEN MAX(CASE WHEN o.ref = 'A0' AND o.marker = 'x' THEN 1 END) = 1
      THEN 1000246
      WHEN MAX(CASE WHEN o.ref = 'A0' AND o.marker = 'c' THEN 1 END) = 1
      THEN 1000253
      WHEN MAX(CASE WHEN o.ref = 'A0' AND o.marker = 'z' THEN 1 END) = 1
      THEN 1000247
      WHEN c.month < 24190
      THEN 1000255
      ELSE 1000246
    END AS v1r,
    MAX(CASE WHEN o.ref = 'it''s \'' " ` */ ; DROP TABLE x; -- é' THEN o.value END) AS v2,
    CASE
      WHEN MAX(CASE WHEN o.ref = 'it''s \'' " ` */ ; DROP TABLE x; -- é' THEN o.value END) IS NOT NULL
      THEN 0
      WHEN MAX(
        CASE
          WHEN o.ref = 'it''s \'' " ` */ ; DROP TABLE x; -- é' AND o.marker = 'x'
          THEN 1
        END
      ) = 1
      THEN 1000246
      WHEN MAX(
        CASE
          WHEN o.ref = 'it''s \'' " ` */ ; DROP TABLE x; -- é' AND o.marker = 'c'
          THEN 1
        END
      ) = 1
      THEN 1000253
      WHEN MAX(
        CASE
          WHEN o.ref = 'it''s \'' " ` */ ; DROP TABLE x; -- é' AND o.marker = 'z'
          THEN 1
        END
      ) = 1
      THEN 1000247
      ELSE 1000246
    END AS v2r,
    p1.people AS p1,
    p1.bound AS p1e
  FROM kpilib.calendar AS c
  LEFT JOIN kpilib.observed AS o
    ON o.geography = c.geography AND o.month = c.month
  LEFT JOIN kpilib.population AS p1
    ON p1.denominator = 'children'
    AND p1.geography = c.geography
    AND c.month >= p1.since
    AND c.month < p1.until_month
  GROUP BY
    c.geography,
    c.month,
    c.shown,
    p1.people,
    p1.bound
) AS s;
GO
CREATE VIEW kpilib.indicator AS
SELECT
  1 AS place,
  'A0' AS ref
UNION ALL
SELECT
  2,
  'it''s \'' " ` */ ; DROP TABLE x; -- é'
UNION ALL
SELECT
  3,
  'share'
UNION ALL
SELECT
  4,
  'people';
GO
CREATE VIEW kpilib.input AS
SELECT
  3 AS place,
  0 AS input,
  'A0' AS name
UNION ALL
SELECT
  3,
  1,
  'it''s \'' " ` */ ; DROP TABLE x; -- é'
UNION ALL
SELECT
  4,
  0,
  'A0'
UNION ALL
SELECT
  4,
  1,
  'children'
UNION ALL
SELECT
  1,
  40000,
  'A0'
UNION ALL
SELECT
  2,
  40000,
  'A0';
GO
CREATE VIEW kpilib.figure AS
WITH row_1 AS (
  SELECT
    s.*,
    CAST(100 AS FLOAT) * v1 / NULLIF(v2, 0) AS f1,
    GREATEST(
      CASE
        WHEN v1r = 0 OR v1r = 1000253
        THEN v1r
        WHEN v1r >= 1000000
        THEN v1r - 120244
        ELSE 880001 + v1r - 1 - 11 * CAST(FLOOR((
          v1r - 1
        ) / CAST(11 AS FLOAT)) AS INTEGER)
      END,
      CASE
        WHEN v2r = 0 OR v2r = 1000253
        THEN v2r
        WHEN v2r >= 1000000
        THEN v2r - 120255
        ELSE 879990 + v2r - 1 - 11 * CAST(FLOOR((
          v2r - 1
        ) / CAST(11 AS FLOAT)) AS INTEGER)
      END,
      CASE WHEN v2 = 0 THEN 1000252 ELSE 0 END
    ) AS f1r,
    CAST(100 AS FLOAT) * (
      2 * v1e + ABS(v1) * (
        2 * v2e / ABS(NULLIF(v2, 0)) + CAST(4.6e-16 AS FLOAT)
      )
    ) / ABS(NULLIF(v2, 0)) AS f1e,
    CAST(10000 AS FLOAT) * v1 / NULLIF(p1, 0) AS f2,
    GREATEST(
      CASE
        WHEN v1r = 0 OR v1r = 1000253
        THEN v1r
        WHEN v1r >= 1000000
        THEN v1r - 120244
        ELSE 880001 + v1r - 1 - 11 * CAST(FLOOR((
          v1r - 1
        ) / CAST(11 AS FLOAT)) AS INTEGER)
      END,
      CASE WHEN p1 IS NULL THEN 879991 ELSE 0 END,
      CASE WHEN p1 = 0 THEN 1000252 ELSE 0 END
    ) AS f2r,
    CAST(10000 AS FLOAT) * (
      2 * v1e + ABS(v1) * (
        2 * p1e / ABS(NULLIF(p1, 0)) + CAST(4.6e-16 AS FLOAT)
      )
    ) / ABS(NULLIF(p1, 0)) AS f2e
  FROM kpilib.collected AS s
), long AS (
  SELECT
    place AS place,
    ref AS ref,
    geography AS geography,
    month AS month,
    shown AS shown,
    CASE
      WHEN ABS(value) > CAST(1e+100 AS FLOAT)
      THEN NULL
      WHEN ABS(value) <= bound
      THEN CAST(0 AS FLOAT)
      ELSE value
    END AS value,
    CASE WHEN ABS(value) > CAST(1e+100 AS FLOAT) THEN 1000247 ELSE code END AS code,
    bound AS bound,
    v1 AS v1,
    v1r AS v1r,
    v1e AS v1e,
    p1 AS p1,
    p1e AS p1e
  FROM (
    SELECT
      i.place AS place,
      i.ref AS ref,
      w.geography AS geography,
      w.month AS month,
      w.shown AS shown,
      CASE i.place WHEN 1 THEN w.v1 WHEN 2 THEN w.v2 WHEN 3 THEN w.f1 WHEN 4 THEN w.f2 END AS value,
      CASE i.place WHEN 1 THEN w.v1r WHEN 2 THEN w.v2r WHEN 3 THEN w.f1r WHEN 4 THEN w.f2r END AS code,
      CASE i.place WHEN 1 THEN w.v1e WHEN 2 THEN w.v2e WHEN 3 THEN w.f1e WHEN 4 THEN w.f2e END AS bound,
      w.v1 AS v1,
      w.v1r AS v1r,
      w.v1e AS v1e,
      w.p1 AS p1,
      w.p1e AS p1e
    FROM row_1 AS w
    CROSS JOIN kpilib.indicator AS i
  ) AS l
), sized AS (
  SELECT
    l.*,
    CASE
      WHEN place IN (1, 2)
      THEN FLOOR(
        ABS(value) + CAST(0.5 AS FLOAT) + LEAST(bound, (
          CAST(0.000001 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
        ))
      )
      WHEN place IN (3)
      THEN FLOOR(
        (
          ABS(value) * CAST(10 AS FLOAT)
        ) + CAST(0.5 AS FLOAT) + LEAST(
          (
            bound * CAST(10 AS FLOAT) + CAST(2.3e-16 AS FLOAT) * (
              ABS(value) * CAST(10 AS FLOAT)
            )
          ),
          (
            CAST(1e-09 AS FLOAT) + (
              ABS(value) * CAST(10 AS FLOAT)
            ) * CAST(1e-15 AS FLOAT)
          )
        )
      )
      WHEN place IN (4)
      THEN FLOOR(
        ABS(value) + CAST(0.5 AS FLOAT) + LEAST(bound, (
          CAST(1e-09 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
        ))
      )
    END AS units,
    CASE
      WHEN place IN (1, 2)
      THEN CASE
        WHEN bound > (
          CAST(0.000001 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
        )
        AND ABS(ABS(value) - FLOOR(ABS(value)) - CAST(0.5 AS FLOAT)) <= bound
        THEN 1
        ELSE 0
      END
      WHEN place IN (3)
      THEN CASE
        WHEN (
          bound * CAST(10 AS FLOAT) + CAST(2.3e-16 AS FLOAT) * (
            ABS(value) * CAST(10 AS FLOAT)
          )
        ) > (
          CAST(1e-09 AS FLOAT) + (
            ABS(value) * CAST(10 AS FLOAT)
          ) * CAST(1e-15 AS FLOAT)
        )
        AND ABS(
          (
            ABS(value) * CAST(10 AS FLOAT)
          ) - FLOOR((
            ABS(value) * CAST(10 AS FLOAT)
          )) - CAST(0.5 AS FLOAT)
        ) <= (
          bound * CAST(10 AS FLOAT) + CAST(2.3e-16 AS FLOAT) * (
            ABS(value) * CAST(10 AS FLOAT)
          )
        )
        THEN 1
        ELSE 0
      END
      WHEN place IN (4)
      THEN CASE
        WHEN bound > (
          CAST(1e-09 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
        )
        AND ABS(ABS(value) - FLOOR(ABS(value)) - CAST(0.5 AS FLOAT)) <= bound
        THEN 1
        ELSE 0
      END
    END AS unsure
  FROM long AS l
)
SELECT
  s.place,
  s.ref,
  s.geography,
  CAST(CAST(FLOOR(s.month / CAST(12 AS FLOAT)) AS INTEGER) AS VARCHAR(MAX)) + '-' + RIGHT(
    '0' + CAST(s.month - 12 * CAST(FLOOR(s.month / CAST(12 AS FLOAT)) AS INTEGER) + 1 AS VARCHAR(MAX)),
    2
  ) AS period,
  s.value,
  CASE
    WHEN s.code = 0
    THEN NULL
    WHEN s.code >= 1000000
    THEN CASE s.code
      WHEN 1000255
      THEN 'not yet collected'
      WHEN 1000254
      THEN 'ended'
      WHEN 1000246
      THEN 'not reported'
      WHEN 1000253
      THEN 'confidential'
      WHEN 1000247
      THEN 'not applicable'
      WHEN 1000252
      THEN 'zero denominator'
      WHEN 1000251
      THEN 'zero base'
      WHEN 1000249
      THEN 'no base'
      WHEN 1000250
      THEN 'break in series'
      WHEN 1000248
      THEN 'too few values'
      WHEN 1000245
      THEN 'no comparator'
    END
    ELSE 'input missing: ' + n.name + ' (' + CASE (
        s.code - 1
      ) - 11 * (
        80000 - (
          80000 - CAST(FLOOR((
            s.code - 1
          ) / CAST(11 AS FLOAT)) AS INTEGER)
        )
      )
      WHEN 10
      THEN 'not yet collected'
      WHEN 9
      THEN 'ended'
      WHEN 1
      THEN 'not reported'
      WHEN 8
      THEN 'confidential'
      WHEN 2
      THEN 'not applicable'
      WHEN 7
      THEN 'zero denominator'
      WHEN 6
      THEN 'zero base'
      WHEN 4
      THEN 'no base'
      WHEN 5
      THEN 'break in series'
      WHEN 3
      THEN 'too few values'
      WHEN 0
      THEN 'no comparator'
    END + ')'
  END AS reason,
  CASE
    WHEN s.value IS NULL OR s.unsure = 1
    THEN NULL
    ELSE CASE
      WHEN s.place IN (1, 2, 4)
      THEN CASE
        WHEN s.units < CAST(1000000000000000 AS FLOAT)
        THEN CASE WHEN s.value < 0 AND s.units > 0 THEN '-' ELSE '' END + CAST(CAST(s.units AS BIGINT) AS VARCHAR(MAX))
      END
      WHEN s.place IN (3)
      THEN CASE
        WHEN s.units < CAST(1000000000000000 AS FLOAT)
        THEN CASE WHEN s.value < 0 AND s.units > 0 THEN '-' ELSE '' END + CAST(CAST(FLOOR(s.units / CAST(10 AS FLOAT)) AS BIGINT) AS VARCHAR(MAX)) + '.' + RIGHT(
          '000000' + CAST(CAST(s.units - FLOOR(s.units / CAST(10 AS FLOAT)) * CAST(10 AS FLOAT) AS BIGINT) AS VARCHAR(MAX)),
          1
        ) + '%'
      END
    END
  END AS printed,
  CASE WHEN s.value IS NULL THEN NULL ELSE s.bound END AS bound
FROM sized AS s
LEFT JOIN kpilib.input AS n
  ON n.place = s.place
  AND n.input = 80000 - CAST(FLOOR((
    s.code - 1
  ) / CAST(11 AS FLOAT)) AS INTEGER)
  AND s.code BETWEEN 1 AND 999999
WHERE
  s.shown = 1;
GO
CREATE VIEW kpilib.derived AS
WITH row_1 AS (
  SELECT
    s.*,
    CAST(100 AS FLOAT) * v1 / NULLIF(v2, 0) AS f1,
    GREATEST(
      CASE
        WHEN v1r = 0 OR v1r = 1000253
        THEN v1r
        WHEN v1r >= 1000000
        THEN v1r - 120244
        ELSE 880001 + v1r - 1 - 11 * CAST(FLOOR((
          v1r - 1
        ) / CAST(11 AS FLOAT)) AS INTEGER)
      END,
      CASE
        WHEN v2r = 0 OR v2r = 1000253
        THEN v2r
        WHEN v2r >= 1000000
        THEN v2r - 120255
        ELSE 879990 + v2r - 1 - 11 * CAST(FLOOR((
          v2r - 1
        ) / CAST(11 AS FLOAT)) AS INTEGER)
      END,
      CASE WHEN v2 = 0 THEN 1000252 ELSE 0 END
    ) AS f1r,
    CAST(100 AS FLOAT) * (
      2 * v1e + ABS(v1) * (
        2 * v2e / ABS(NULLIF(v2, 0)) + CAST(4.6e-16 AS FLOAT)
      )
    ) / ABS(NULLIF(v2, 0)) AS f1e,
    CAST(10000 AS FLOAT) * v1 / NULLIF(p1, 0) AS f2,
    GREATEST(
      CASE
        WHEN v1r = 0 OR v1r = 1000253
        THEN v1r
        WHEN v1r >= 1000000
        THEN v1r - 120244
        ELSE 880001 + v1r - 1 - 11 * CAST(FLOOR((
          v1r - 1
        ) / CAST(11 AS FLOAT)) AS INTEGER)
      END,
      CASE WHEN p1 IS NULL THEN 879991 ELSE 0 END,
      CASE WHEN p1 = 0 THEN 1000252 ELSE 0 END
    ) AS f2r,
    CAST(10000 AS FLOAT) * (
      2 * v1e + ABS(v1) * (
        2 * p1e / ABS(NULLIF(p1, 0)) + CAST(4.6e-16 AS FLOAT)
      )
    ) / ABS(NULLIF(p1, 0)) AS f2e
  FROM kpilib.collected AS s
), long AS (
  SELECT
    place AS place,
    ref AS ref,
    geography AS geography,
    month AS month,
    shown AS shown,
    CASE
      WHEN ABS(value) > CAST(1e+100 AS FLOAT)
      THEN NULL
      WHEN ABS(value) <= bound
      THEN CAST(0 AS FLOAT)
      ELSE value
    END AS value,
    CASE WHEN ABS(value) > CAST(1e+100 AS FLOAT) THEN 1000247 ELSE code END AS code,
    bound AS bound,
    v1 AS v1,
    v1r AS v1r,
    v1e AS v1e,
    p1 AS p1,
    p1e AS p1e
  FROM (
    SELECT
      i.place AS place,
      i.ref AS ref,
      w.geography AS geography,
      w.month AS month,
      w.shown AS shown,
      CASE i.place WHEN 1 THEN w.v1 WHEN 2 THEN w.v2 WHEN 3 THEN w.f1 WHEN 4 THEN w.f2 END AS value,
      CASE i.place WHEN 1 THEN w.v1r WHEN 2 THEN w.v2r WHEN 3 THEN w.f1r WHEN 4 THEN w.f2r END AS code,
      CASE i.place WHEN 1 THEN w.v1e WHEN 2 THEN w.v2e WHEN 3 THEN w.f1e WHEN 4 THEN w.f2e END AS bound,
      w.v1 AS v1,
      w.v1r AS v1r,
      w.v1e AS v1e,
      w.p1 AS p1,
      w.p1e AS p1e
    FROM row_1 AS w
    CROSS JOIN kpilib.indicator AS i
  ) AS l
), sized AS (
  SELECT
    l.*,
    CASE
      WHEN place IN (1, 2)
      THEN FLOOR(
        ABS(value) + CAST(0.5 AS FLOAT) + LEAST(bound, (
          CAST(0.000001 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
        ))
      )
      WHEN place IN (3)
      THEN FLOOR(
        (
          ABS(value) * CAST(10 AS FLOAT)
        ) + CAST(0.5 AS FLOAT) + LEAST(
          (
            bound * CAST(10 AS FLOAT) + CAST(2.3e-16 AS FLOAT) * (
              ABS(value) * CAST(10 AS FLOAT)
            )
          ),
          (
            CAST(1e-09 AS FLOAT) + (
              ABS(value) * CAST(10 AS FLOAT)
            ) * CAST(1e-15 AS FLOAT)
          )
        )
      )
      WHEN place IN (4)
      THEN FLOOR(
        ABS(value) + CAST(0.5 AS FLOAT) + LEAST(bound, (
          CAST(1e-09 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
        ))
      )
    END AS units,
    CASE
      WHEN place IN (1, 2)
      THEN CASE
        WHEN bound > (
          CAST(0.000001 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
        )
        AND ABS(ABS(value) - FLOOR(ABS(value)) - CAST(0.5 AS FLOAT)) <= bound
        THEN 1
        ELSE 0
      END
      WHEN place IN (3)
      THEN CASE
        WHEN (
          bound * CAST(10 AS FLOAT) + CAST(2.3e-16 AS FLOAT) * (
            ABS(value) * CAST(10 AS FLOAT)
          )
        ) > (
          CAST(1e-09 AS FLOAT) + (
            ABS(value) * CAST(10 AS FLOAT)
          ) * CAST(1e-15 AS FLOAT)
        )
        AND ABS(
          (
            ABS(value) * CAST(10 AS FLOAT)
          ) - FLOOR((
            ABS(value) * CAST(10 AS FLOAT)
          )) - CAST(0.5 AS FLOAT)
        ) <= (
          bound * CAST(10 AS FLOAT) + CAST(2.3e-16 AS FLOAT) * (
            ABS(value) * CAST(10 AS FLOAT)
          )
        )
        THEN 1
        ELSE 0
      END
      WHEN place IN (4)
      THEN CASE
        WHEN bound > (
          CAST(1e-09 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
        )
        AND ABS(ABS(value) - FLOOR(ABS(value)) - CAST(0.5 AS FLOAT)) <= bound
        THEN 1
        ELSE 0
      END
    END AS unsure
  FROM long AS l
), column_1_1 AS (
  SELECT
    *
  FROM sized
  WHERE
    place IN (1, 2, 3, 4)
), column_1_1_step_1 AS (
  SELECT
    s.*,
    LAG(value, 1) OVER (
      PARTITION BY place, geography
      ORDER BY CASE WHEN month IS NULL THEN 1 ELSE 0 END, month
    ) AS d1,
    COALESCE(
      LAG(code, 1) OVER (
        PARTITION BY place, geography
        ORDER BY CASE WHEN month IS NULL THEN 1 ELSE 0 END, month
      ),
      1000249
    ) AS d1r,
    LAG(bound, 1) OVER (
      PARTITION BY place, geography
      ORDER BY CASE WHEN month IS NULL THEN 1 ELSE 0 END, month
    ) AS d1e
  FROM column_1_1 AS s
), column_1_1_step_2 AS (
  SELECT
    s.*,
    (
      value - d1
    ) AS d2,
    0 AS d2r,
    CASE
      WHEN (
        bound + d1e
      ) = 0
      THEN CAST(0 AS FLOAT)
      ELSE (
        bound + d1e
      ) + CAST(2.3e-16 AS FLOAT) * (
        ABS(value) + ABS(d1)
      )
    END AS d2e
  FROM column_1_1_step_1 AS s
), column_1_1_step_3 AS (
  SELECT
    s.*,
    CAST(100 AS FLOAT) * d2 / ABS(CASE WHEN ABS(d1) <= d1e THEN NULL ELSE d1 END) AS d3,
    CASE
      WHEN code = 1000253 OR d1r = 1000253
      THEN 1000253
      WHEN code <> 0
      THEN code
      WHEN ABS(d1) <= d1e
      THEN 1000251
      WHEN d1r <> 0
      THEN 1000249
      ELSE 0
    END AS d3r,
    CAST(100 AS FLOAT) * (
      2 * d2e + ABS(d2) * (
        2 * d1e / ABS(CASE WHEN ABS(d1) <= d1e THEN NULL ELSE d1 END) + CAST(4.6e-16 AS FLOAT)
      )
    ) / ABS(CASE WHEN ABS(d1) <= d1e THEN NULL ELSE d1 END) AS d3e
  FROM column_1_1_step_2 AS s
), column_1_value AS (
  SELECT
    place AS place,
    ref AS ref,
    geography AS geography,
    month AS month,
    shown AS shown,
    CASE
      WHEN ABS(d3) > CAST(1e+100 AS FLOAT)
      THEN NULL
      WHEN ABS(d3) <= d3e
      THEN CAST(0 AS FLOAT)
      ELSE d3
    END AS value,
    CASE WHEN ABS(d3) > CAST(1e+100 AS FLOAT) THEN 1000247 ELSE d3r END AS code,
    d3e AS bound
  FROM column_1_1_step_3
), column_1_sized AS (
  SELECT
    v.*,
    FLOOR(
      ABS(value) + CAST(0.5 AS FLOAT) + LEAST(bound, (
        CAST(1e-09 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
      ))
    ) AS units,
    CASE
      WHEN bound > (
        CAST(1e-09 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
      )
      AND ABS(ABS(value) - FLOOR(ABS(value)) - CAST(0.5 AS FLOAT)) <= bound
      THEN 1
      ELSE 0
    END AS unsure
  FROM column_1_value AS v
), column_1_moved AS (
  SELECT
    u.*,
    CASE
      WHEN value IS NULL OR unsure = 1
      THEN NULL
      WHEN value >= 0 AND units >= 10
      THEN 1
      WHEN value <= 0 AND units >= 10
      THEN -1
      ELSE 0
    END AS moved
  FROM column_1_sized AS u
), column_1 AS (
  SELECT
    'month' AS column_id,
    CASE s.moved WHEN 1 THEN 'up' WHEN 0 THEN 'similar' WHEN -1 THEN 'down' END AS direction,
    CAST(NULL AS VARCHAR(MAX)) AS judgement,
    s.place AS place,
    s.ref AS ref,
    s.geography AS geography,
    CAST(CAST(FLOOR(s.month / CAST(12 AS FLOAT)) AS INTEGER) AS VARCHAR(MAX)) + '-' + RIGHT(
      '0' + CAST(s.month - 12 * CAST(FLOOR(s.month / CAST(12 AS FLOAT)) AS INTEGER) + 1 AS VARCHAR(MAX)),
      2
    ) AS period,
    s.value AS value,
    CASE
      WHEN s.code = 0
      THEN NULL
      WHEN s.code >= 1000000
      THEN CASE s.code
        WHEN 1000255
        THEN 'not yet collected'
        WHEN 1000254
        THEN 'ended'
        WHEN 1000246
        THEN 'not reported'
        WHEN 1000253
        THEN 'confidential'
        WHEN 1000247
        THEN 'not applicable'
        WHEN 1000252
        THEN 'zero denominator'
        WHEN 1000251
        THEN 'zero base'
        WHEN 1000249
        THEN 'no base'
        WHEN 1000250
        THEN 'break in series'
        WHEN 1000248
        THEN 'too few values'
        WHEN 1000245
        THEN 'no comparator'
      END
      ELSE 'input missing: ' + n.name + ' (' + CASE (
          s.code - 1
        ) - 11 * (
          80000 - (
            80000 - CAST(FLOOR((
              s.code - 1
            ) / CAST(11 AS FLOAT)) AS INTEGER)
          )
        )
        WHEN 10
        THEN 'not yet collected'
        WHEN 9
        THEN 'ended'
        WHEN 1
        THEN 'not reported'
        WHEN 8
        THEN 'confidential'
        WHEN 2
        THEN 'not applicable'
        WHEN 7
        THEN 'zero denominator'
        WHEN 6
        THEN 'zero base'
        WHEN 4
        THEN 'no base'
        WHEN 5
        THEN 'break in series'
        WHEN 3
        THEN 'too few values'
        WHEN 0
        THEN 'no comparator'
      END + ')'
    END AS reason,
    CASE
      WHEN s.value IS NULL OR s.unsure = 1
      THEN NULL
      ELSE CASE s.moved WHEN 1 THEN '↑' WHEN -1 THEN '↓' ELSE '→' END + ' ' + CASE WHEN s.value < 0 AND s.units > 0 THEN '-' ELSE '' END + CASE
        WHEN s.units < CAST(1000 AS FLOAT)
        THEN CAST(CAST(s.units AS BIGINT) AS VARCHAR(MAX))
        WHEN s.units < CAST(1000000 AS FLOAT)
        THEN CAST(CAST(FLOOR(s.units / CAST(1000 AS FLOAT)) AS BIGINT) AS VARCHAR(MAX)) + ',' + RIGHT(
          '000' + CAST(CAST(s.units - FLOOR(s.units / CAST(1000 AS FLOAT)) * CAST(1000 AS FLOAT) AS BIGINT) AS VARCHAR(MAX)),
          3
        )
        WHEN s.units < CAST(1000000000 AS FLOAT)
        THEN CAST(CAST(FLOOR(s.units / CAST(1000000 AS FLOAT)) AS BIGINT) AS VARCHAR(MAX)) + ',' + RIGHT(
          '000' + CAST(CAST(FLOOR(s.units / CAST(1000 AS FLOAT)) - FLOOR(s.units / CAST(1000000 AS FLOAT)) * CAST(1000 AS FLOAT) AS BIGINT) AS VARCHAR(MAX)),
          3
        ) + ',' + RIGHT(
          '000' + CAST(CAST(s.units - FLOOR(s.units / CAST(1000 AS FLOAT)) * CAST(1000 AS FLOAT) AS BIGINT) AS VARCHAR(MAX)),
          3
        )
        WHEN s.units < CAST(1000000000000 AS FLOAT)
        THEN CAST(CAST(FLOOR(s.units / CAST(1000000000 AS FLOAT)) AS BIGINT) AS VARCHAR(MAX)) + ',' + RIGHT(
          '000' + CAST(CAST(FLOOR(s.units / CAST(1000000 AS FLOAT)) - FLOOR(s.units / CAST(1000000000 AS FLOAT)) * CAST(1000 AS FLOAT) AS BIGINT) AS VARCHAR(MAX)),
          3
        ) + ',' + RIGHT(
          '000' + CAST(CAST(FLOOR(s.units / CAST(1000 AS FLOAT)) - FLOOR(s.units / CAST(1000000 AS FLOAT)) * CAST(1000 AS FLOAT) AS BIGINT) AS VARCHAR(MAX)),
          3
        ) + ',' + RIGHT(
          '000' + CAST(CAST(s.units - FLOOR(s.units / CAST(1000 AS FLOAT)) * CAST(1000 AS FLOAT) AS BIGINT) AS VARCHAR(MAX)),
          3
        )
        WHEN s.units < CAST(1000000000000000 AS FLOAT)
        THEN CAST(CAST(FLOOR(s.units / CAST(1000000000000 AS FLOAT)) AS BIGINT) AS VARCHAR(MAX)) + ',' + RIGHT(
          '000' + CAST(CAST(FLOOR(s.units / CAST(1000000000 AS FLOAT)) - FLOOR(s.units / CAST(1000000000000 AS FLOAT)) * CAST(1000 AS FLOAT) AS BIGINT) AS VARCHAR(MAX)),
          3
        ) + ',' + RIGHT(
          '000' + CAST(CAST(FLOOR(s.units / CAST(1000000 AS FLOAT)) - FLOOR(s.units / CAST(1000000000 AS FLOAT)) * CAST(1000 AS FLOAT) AS BIGINT) AS VARCHAR(MAX)),
          3
        ) + ',' + RIGHT(
          '000' + CAST(CAST(FLOOR(s.units / CAST(1000 AS FLOAT)) - FLOOR(s.units / CAST(1000000 AS FLOAT)) * CAST(1000 AS FLOAT) AS BIGINT) AS VARCHAR(MAX)),
          3
        ) + ',' + RIGHT(
          '000' + CAST(CAST(s.units - FLOOR(s.units / CAST(1000 AS FLOAT)) * CAST(1000 AS FLOAT) AS BIGINT) AS VARCHAR(MAX)),
          3
        )
      END
    END AS printed,
    CASE WHEN s.value IS NULL THEN NULL ELSE s.bound END AS bound
  FROM column_1_moved AS s
  LEFT JOIN kpilib.input AS n
    ON n.place = s.place
    AND n.input = 80000 - CAST(FLOOR((
      s.code - 1
    ) / CAST(11 AS FLOAT)) AS INTEGER)
    AND s.code BETWEEN 1 AND 999999
  WHERE
    s.shown = 1
), column_2_1 AS (
  SELECT
    *
  FROM sized
  WHERE
    place IN (1, 2, 3, 4)
), column_2_1_step_1 AS (
  SELECT
    s.*,
    LAG(value, 12) OVER (
      PARTITION BY place, geography
      ORDER BY CASE WHEN month IS NULL THEN 1 ELSE 0 END, month
    ) AS d1,
    COALESCE(
      LAG(code, 12) OVER (
        PARTITION BY place, geography
        ORDER BY CASE WHEN month IS NULL THEN 1 ELSE 0 END, month
      ),
      1000249
    ) AS d1r,
    LAG(bound, 12) OVER (
      PARTITION BY place, geography
      ORDER BY CASE WHEN month IS NULL THEN 1 ELSE 0 END, month
    ) AS d1e
  FROM column_2_1 AS s
), column_2_1_step_2 AS (
  SELECT
    s.*,
    (
      value - d1
    ) AS d2,
    0 AS d2r,
    CASE
      WHEN (
        bound + d1e
      ) = 0
      THEN CAST(0 AS FLOAT)
      ELSE (
        bound + d1e
      ) + CAST(2.3e-16 AS FLOAT) * (
        ABS(value) + ABS(d1)
      )
    END AS d2e
  FROM column_2_1_step_1 AS s
), column_2_1_step_3 AS (
  SELECT
    s.*,
    CAST(100 AS FLOAT) * d2 / ABS(CASE WHEN ABS(d1) <= d1e THEN NULL ELSE d1 END) AS d3,
    CASE
      WHEN code = 1000253 OR d1r = 1000253
      THEN 1000253
      WHEN code <> 0
      THEN code
      WHEN ABS(d1) <= d1e
      THEN 1000251
      WHEN d1r <> 0
      THEN 1000249
      ELSE 0
    END AS d3r,
    CAST(100 AS FLOAT) * (
      2 * d2e + ABS(d2) * (
        2 * d1e / ABS(CASE WHEN ABS(d1) <= d1e THEN NULL ELSE d1 END) + CAST(4.6e-16 AS FLOAT)
      )
    ) / ABS(CASE WHEN ABS(d1) <= d1e THEN NULL ELSE d1 END) AS d3e
  FROM column_2_1_step_2 AS s
), column_2_value AS (
  SELECT
    place AS place,
    ref AS ref,
    geography AS geography,
    month AS month,
    shown AS shown,
    CASE
      WHEN ABS(d3) > CAST(1e+100 AS FLOAT)
      THEN NULL
      WHEN ABS(d3) <= d3e
      THEN CAST(0 AS FLOAT)
      ELSE d3
    END AS value,
    CASE WHEN ABS(d3) > CAST(1e+100 AS FLOAT) THEN 1000247 ELSE d3r END AS code,
    d3e AS bound
  FROM column_2_1_step_3
), column_2_sized AS (
  SELECT
    v.*,
    FLOOR(
      ABS(value) + CAST(0.5 AS FLOAT) + LEAST(bound, (
        CAST(1e-09 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
      ))
    ) AS units,
    CASE
      WHEN bound > (
        CAST(1e-09 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
      )
      AND ABS(ABS(value) - FLOOR(ABS(value)) - CAST(0.5 AS FLOAT)) <= bound
      THEN 1
      ELSE 0
    END AS unsure
  FROM column_2_value AS v
), column_2_moved AS (
  SELECT
    u.*,
    CASE
      WHEN value IS NULL OR unsure = 1
      THEN NULL
      WHEN value >= 0 AND units >= 10
      THEN 1
      WHEN value <= 0 AND units >= 10
      THEN -1
      ELSE 0
    END AS moved
  FROM column_2_sized AS u
), column_2 AS (
  SELECT
    'year' AS column_id,
    CASE s.moved WHEN 1 THEN 'up' WHEN 0 THEN 'similar' WHEN -1 THEN 'down' END AS direction,
    CAST(NULL AS VARCHAR(MAX)) AS judgement,
    s.place AS place,
    s.ref AS ref,
    s.geography AS geography,
    CAST(CAST(FLOOR(s.month / CAST(12 AS FLOAT)) AS INTEGER) AS VARCHAR(MAX)) + '-' + RIGHT(
      '0' + CAST(s.month - 12 * CAST(FLOOR(s.month / CAST(12 AS FLOAT)) AS INTEGER) + 1 AS VARCHAR(MAX)),
      2
    ) AS period,
    s.value AS value,
    CASE
      WHEN s.code = 0
      THEN NULL
      WHEN s.code >= 1000000
      THEN CASE s.code
        WHEN 1000255
        THEN 'not yet collected'
        WHEN 1000254
        THEN 'ended'
        WHEN 1000246
        THEN 'not reported'
        WHEN 1000253
        THEN 'confidential'
        WHEN 1000247
        THEN 'not applicable'
        WHEN 1000252
        THEN 'zero denominator'
        WHEN 1000251
        THEN 'zero base'
        WHEN 1000249
        THEN 'no base'
        WHEN 1000250
        THEN 'break in series'
        WHEN 1000248
        THEN 'too few values'
        WHEN 1000245
        THEN 'no comparator'
      END
      ELSE 'input missing: ' + n.name + ' (' + CASE (
          s.code - 1
        ) - 11 * (
          80000 - (
            80000 - CAST(FLOOR((
              s.code - 1
            ) / CAST(11 AS FLOAT)) AS INTEGER)
          )
        )
        WHEN 10
        THEN 'not yet collected'
        WHEN 9
        THEN 'ended'
        WHEN 1
        THEN 'not reported'
        WHEN 8
        THEN 'confidential'
        WHEN 2
        THEN 'not applicable'
        WHEN 7
        THEN 'zero denominator'
        WHEN 6
        THEN 'zero base'
        WHEN 4
        THEN 'no base'
        WHEN 5
        THEN 'break in series'
        WHEN 3
        THEN 'too few values'
        WHEN 0
        THEN 'no comparator'
      END + ')'
    END AS reason,
    CASE
      WHEN s.value IS NULL OR s.unsure = 1
      THEN NULL
      ELSE CASE s.moved WHEN 1 THEN '↑' WHEN -1 THEN '↓' ELSE '→' END + ' ' + CASE WHEN s.value < 0 AND s.units > 0 THEN '-' ELSE '' END + CASE
        WHEN s.units < CAST(1000 AS FLOAT)
        THEN CAST(CAST(s.units AS BIGINT) AS VARCHAR(MAX))
        WHEN s.units < CAST(1000000 AS FLOAT)
        THEN CAST(CAST(FLOOR(s.units / CAST(1000 AS FLOAT)) AS BIGINT) AS VARCHAR(MAX)) + ',' + RIGHT(
          '000' + CAST(CAST(s.units - FLOOR(s.units / CAST(1000 AS FLOAT)) * CAST(1000 AS FLOAT) AS BIGINT) AS VARCHAR(MAX)),
          3
        )
        WHEN s.units < CAST(1000000000 AS FLOAT)
        THEN CAST(CAST(FLOOR(s.units / CAST(1000000 AS FLOAT)) AS BIGINT) AS VARCHAR(MAX)) + ',' + RIGHT(
          '000' + CAST(CAST(FLOOR(s.units / CAST(1000 AS FLOAT)) - FLOOR(s.units / CAST(1000000 AS FLOAT)) * CAST(1000 AS FLOAT) AS BIGINT) AS VARCHAR(MAX)),
          3
        ) + ',' + RIGHT(
          '000' + CAST(CAST(s.units - FLOOR(s.units / CAST(1000 AS FLOAT)) * CAST(1000 AS FLOAT) AS BIGINT) AS VARCHAR(MAX)),
          3
        )
        WHEN s.units < CAST(1000000000000 AS FLOAT)
        THEN CAST(CAST(FLOOR(s.units / CAST(1000000000 AS FLOAT)) AS BIGINT) AS VARCHAR(MAX)) + ',' + RIGHT(
          '000' + CAST(CAST(FLOOR(s.units / CAST(1000000 AS FLOAT)) - FLOOR(s.units / CAST(1000000000 AS FLOAT)) * CAST(1000 AS FLOAT) AS BIGINT) AS VARCHAR(MAX)),
          3
        ) + ',' + RIGHT(
          '000' + CAST(CAST(FLOOR(s.units / CAST(1000 AS FLOAT)) - FLOOR(s.units / CAST(1000000 AS FLOAT)) * CAST(1000 AS FLOAT) AS BIGINT) AS VARCHAR(MAX)),
          3
        ) + ',' + RIGHT(
          '000' + CAST(CAST(s.units - FLOOR(s.units / CAST(1000 AS FLOAT)) * CAST(1000 AS FLOAT) AS BIGINT) AS VARCHAR(MAX)),
          3
        )
        WHEN s.units < CAST(1000000000000000 AS FLOAT)
        THEN CAST(CAST(FLOOR(s.units / CAST(1000000000000 AS FLOAT)) AS BIGINT) AS VARCHAR(MAX)) + ',' + RIGHT(
          '000' + CAST(CAST(FLOOR(s.units / CAST(1000000000 AS FLOAT)) - FLOOR(s.units / CAST(1000000000000 AS FLOAT)) * CAST(1000 AS FLOAT) AS BIGINT) AS VARCHAR(MAX)),
          3
        ) + ',' + RIGHT(
          '000' + CAST(CAST(FLOOR(s.units / CAST(1000000 AS FLOAT)) - FLOOR(s.units / CAST(1000000000 AS FLOAT)) * CAST(1000 AS FLOAT) AS BIGINT) AS VARCHAR(MAX)),
          3
        ) + ',' + RIGHT(
          '000' + CAST(CAST(FLOOR(s.units / CAST(1000 AS FLOAT)) - FLOOR(s.units / CAST(1000000 AS FLOAT)) * CAST(1000 AS FLOAT) AS BIGINT) AS VARCHAR(MAX)),
          3
        ) + ',' + RIGHT(
          '000' + CAST(CAST(s.units - FLOOR(s.units / CAST(1000 AS FLOAT)) * CAST(1000 AS FLOAT) AS BIGINT) AS VARCHAR(MAX)),
          3
        )
      END
    END AS printed,
    CASE WHEN s.value IS NULL THEN NULL ELSE s.bound END AS bound
  FROM column_2_moved AS s
  LEFT JOIN kpilib.input AS n
    ON n.place = s.place
    AND n.input = 80000 - CAST(FLOOR((
      s.code - 1
    ) / CAST(11 AS FLOAT)) AS INTEGER)
    AND s.code BETWEEN 1 AND 999999
  WHERE
    s.shown = 1
), column_3_1 AS (
  SELECT
    *
  FROM sized
  WHERE
    place IN (1, 2, 3, 4)
), column_3_1_step_1 AS (
  SELECT
    s.*,
    CASE
      WHEN MAX(CASE WHEN code = 1000253 THEN 1 ELSE 0 END) OVER (
        PARTITION BY place, geography
        ORDER BY month
        ROWS BETWEEN 11 PRECEDING AND CURRENT ROW
      ) = 1
      OR COUNT_BIG(value) OVER (
        PARTITION BY place, geography
        ORDER BY month
        ROWS BETWEEN 11 PRECEDING AND CURRENT ROW
      ) < 1
      THEN NULL
      ELSE SUM(value) OVER (
        PARTITION BY place, geography
        ORDER BY month
        ROWS BETWEEN 11 PRECEDING AND CURRENT ROW
      ) / COUNT_BIG(value) OVER (
        PARTITION BY place, geography
        ORDER BY month
        ROWS BETWEEN 11 PRECEDING AND CURRENT ROW
      )
    END AS d1,
    CASE
      WHEN MAX(CASE WHEN code = 1000253 THEN 1 ELSE 0 END) OVER (
        PARTITION BY place, geography
        ORDER BY month
        ROWS BETWEEN 11 PRECEDING AND CURRENT ROW
      ) = 1
      THEN 1000253
      WHEN COUNT_BIG(value) OVER (
        PARTITION BY place, geography
        ORDER BY month
        ROWS BETWEEN 11 PRECEDING AND CURRENT ROW
      ) < 1
      THEN 1000248
      ELSE 0
    END AS d1r,
    (
      SUM(bound) OVER (
        PARTITION BY place, geography
        ORDER BY month
        ROWS BETWEEN 11 PRECEDING AND CURRENT ROW
      ) + CAST(2.99e-15 AS FLOAT) * SUM(ABS(value)) OVER (
        PARTITION BY place, geography
        ORDER BY month
        ROWS BETWEEN 11 PRECEDING AND CURRENT ROW
      )
    ) / NULLIF(
      COUNT_BIG(value) OVER (
        PARTITION BY place, geography
        ORDER BY month
        ROWS BETWEEN 11 PRECEDING AND CURRENT ROW
      ),
      0
    ) AS d1e
  FROM column_3_1 AS s
), column_3_value AS (
  SELECT
    place AS place,
    ref AS ref,
    geography AS geography,
    month AS month,
    shown AS shown,
    CASE
      WHEN ABS(d1) > CAST(1e+100 AS FLOAT)
      THEN NULL
      WHEN ABS(d1) <= d1e
      THEN CAST(0 AS FLOAT)
      ELSE d1
    END AS value,
    CASE WHEN ABS(d1) > CAST(1e+100 AS FLOAT) THEN 1000247 ELSE d1r END AS code,
    d1e AS bound
  FROM column_3_1_step_1
), column_3_sized AS (
  SELECT
    v.*,
    CASE
      WHEN place IN (1, 2)
      THEN FLOOR(
        ABS(value) + CAST(0.5 AS FLOAT) + LEAST(bound, (
          CAST(0.000001 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
        ))
      )
      WHEN place IN (3)
      THEN FLOOR(
        (
          ABS(value) * CAST(10 AS FLOAT)
        ) + CAST(0.5 AS FLOAT) + LEAST(
          (
            bound * CAST(10 AS FLOAT) + CAST(2.3e-16 AS FLOAT) * (
              ABS(value) * CAST(10 AS FLOAT)
            )
          ),
          (
            CAST(1e-09 AS FLOAT) + (
              ABS(value) * CAST(10 AS FLOAT)
            ) * CAST(1e-15 AS FLOAT)
          )
        )
      )
      WHEN place IN (4)
      THEN FLOOR(
        ABS(value) + CAST(0.5 AS FLOAT) + LEAST(bound, (
          CAST(1e-09 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
        ))
      )
    END AS units,
    CASE
      WHEN place IN (1, 2)
      THEN CASE
        WHEN bound > (
          CAST(0.000001 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
        )
        AND ABS(ABS(value) - FLOOR(ABS(value)) - CAST(0.5 AS FLOAT)) <= bound
        THEN 1
        ELSE 0
      END
      WHEN place IN (3)
      THEN CASE
        WHEN (
          bound * CAST(10 AS FLOAT) + CAST(2.3e-16 AS FLOAT) * (
            ABS(value) * CAST(10 AS FLOAT)
          )
        ) > (
          CAST(1e-09 AS FLOAT) + (
            ABS(value) * CAST(10 AS FLOAT)
          ) * CAST(1e-15 AS FLOAT)
        )
        AND ABS(
          (
            ABS(value) * CAST(10 AS FLOAT)
          ) - FLOOR((
            ABS(value) * CAST(10 AS FLOAT)
          )) - CAST(0.5 AS FLOAT)
        ) <= (
          bound * CAST(10 AS FLOAT) + CAST(2.3e-16 AS FLOAT) * (
            ABS(value) * CAST(10 AS FLOAT)
          )
        )
        THEN 1
        ELSE 0
      END
      WHEN place IN (4)
      THEN CASE
        WHEN bound > (
          CAST(1e-09 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
        )
        AND ABS(ABS(value) - FLOOR(ABS(value)) - CAST(0.5 AS FLOAT)) <= bound
        THEN 1
        ELSE 0
      END
    END AS unsure
  FROM column_3_value AS v
), column_3_moved AS (
  SELECT
    u.*,
    CAST(NULL AS INTEGER) AS moved
  FROM column_3_sized AS u
), column_3 AS (
  SELECT
    'mean' AS column_id,
    CASE s.moved WHEN 1 THEN 'up' WHEN 0 THEN 'similar' WHEN -1 THEN 'down' END AS direction,
    CAST(NULL AS VARCHAR(MAX)) AS judgement,
    s.place AS place,
    s.ref AS ref,
    s.geography AS geography,
    CAST(CAST(FLOOR(s.month / CAST(12 AS FLOAT)) AS INTEGER) AS VARCHAR(MAX)) + '-' + RIGHT(
      '0' + CAST(s.month - 12 * CAST(FLOOR(s.month / CAST(12 AS FLOAT)) AS INTEGER) + 1 AS VARCHAR(MAX)),
      2
    ) AS period,
    s.value AS value,
    CASE
      WHEN s.code = 0
      THEN NULL
      WHEN s.code >= 1000000
      THEN CASE s.code
        WHEN 1000255
        THEN 'not yet collected'
        WHEN 1000254
        THEN 'ended'
        WHEN 1000246
        THEN 'not reported'
        WHEN 1000253
        THEN 'confidential'
        WHEN 1000247
        THEN 'not applicable'
        WHEN 1000252
        THEN 'zero denominator'
        WHEN 1000251
        THEN 'zero base'
        WHEN 1000249
        THEN 'no base'
        WHEN 1000250
        THEN 'break in series'
        WHEN 1000248
        THEN 'too few values'
        WHEN 1000245
        THEN 'no comparator'
      END
      ELSE 'input missing: ' + n.name + ' (' + CASE (
          s.code - 1
        ) - 11 * (
          80000 - (
            80000 - CAST(FLOOR((
              s.code - 1
            ) / CAST(11 AS FLOAT)) AS INTEGER)
          )
        )
        WHEN 10
        THEN 'not yet collected'
        WHEN 9
        THEN 'ended'
        WHEN 1
        THEN 'not reported'
        WHEN 8
        THEN 'confidential'
        WHEN 2
        THEN 'not applicable'
        WHEN 7
        THEN 'zero denominator'
        WHEN 6
        THEN 'zero base'
        WHEN 4
        THEN 'no base'
        WHEN 5
        THEN 'break in series'
        WHEN 3
        THEN 'too few values'
        WHEN 0
        THEN 'no comparator'
      END + ')'
    END AS reason,
    CASE
      WHEN s.value IS NULL OR s.unsure = 1
      THEN NULL
      ELSE CASE
        WHEN s.place IN (1, 2, 4)
        THEN CASE
          WHEN s.units < CAST(1000000000000000 AS FLOAT)
          THEN CASE WHEN s.value < 0 AND s.units > 0 THEN '-' ELSE '' END + CAST(CAST(s.units AS BIGINT) AS VARCHAR(MAX))
        END
        WHEN s.place IN (3)
        THEN CASE
          WHEN s.units < CAST(1000000000000000 AS FLOAT)
          THEN CASE WHEN s.value < 0 AND s.units > 0 THEN '-' ELSE '' END + CAST(CAST(FLOOR(s.units / CAST(10 AS FLOAT)) AS BIGINT) AS VARCHAR(MAX)) + '.' + RIGHT(
            '000000' + CAST(CAST(s.units - FLOOR(s.units / CAST(10 AS FLOAT)) * CAST(10 AS FLOAT) AS BIGINT) AS VARCHAR(MAX)),
            1
          ) + '%'
        END
      END
    END AS printed,
    CASE WHEN s.value IS NULL THEN NULL ELSE s.bound END AS bound
  FROM column_3_moved AS s
  LEFT JOIN kpilib.input AS n
    ON n.place = s.place
    AND n.input = 80000 - CAST(FLOOR((
      s.code - 1
    ) / CAST(11 AS FLOAT)) AS INTEGER)
    AND s.code BETWEEN 1 AND 999999
  WHERE
    s.shown = 1
), column_4_1 AS (
  SELECT
    *
  FROM sized
  WHERE
    place IN (1, 2, 3, 4)
), column_4_1_step_1 AS (
  SELECT
    s.*,
    CASE
      WHEN MAX(CASE WHEN code = 1000253 THEN 1 ELSE 0 END) OVER (
        PARTITION BY place, geography
        ORDER BY month
        ROWS BETWEEN 11 PRECEDING AND CURRENT ROW
      ) = 1
      OR COUNT_BIG(value) OVER (
        PARTITION BY place, geography
        ORDER BY month
        ROWS BETWEEN 11 PRECEDING AND CURRENT ROW
      ) < 1
      THEN NULL
      ELSE MAX(value) OVER (
        PARTITION BY place, geography
        ORDER BY month
        ROWS BETWEEN 11 PRECEDING AND CURRENT ROW
      )
    END AS d1,
    CASE
      WHEN MAX(CASE WHEN code = 1000253 THEN 1 ELSE 0 END) OVER (
        PARTITION BY place, geography
        ORDER BY month
        ROWS BETWEEN 11 PRECEDING AND CURRENT ROW
      ) = 1
      THEN 1000253
      WHEN COUNT_BIG(value) OVER (
        PARTITION BY place, geography
        ORDER BY month
        ROWS BETWEEN 11 PRECEDING AND CURRENT ROW
      ) < 1
      THEN 1000248
      ELSE 0
    END AS d1r,
    MAX(bound) OVER (
      PARTITION BY place, geography
      ORDER BY month
      ROWS BETWEEN 11 PRECEDING AND CURRENT ROW
    ) AS d1e
  FROM column_4_1 AS s
), column_4_value AS (
  SELECT
    place AS place,
    ref AS ref,
    geography AS geography,
    month AS month,
    shown AS shown,
    CASE
      WHEN ABS(d1) > CAST(1e+100 AS FLOAT)
      THEN NULL
      WHEN ABS(d1) <= d1e
      THEN CAST(0 AS FLOAT)
      ELSE d1
    END AS value,
    CASE WHEN ABS(d1) > CAST(1e+100 AS FLOAT) THEN 1000247 ELSE d1r END AS code,
    d1e AS bound
  FROM column_4_1_step_1
), column_4_sized AS (
  SELECT
    v.*,
    CASE
      WHEN place IN (1, 2)
      THEN FLOOR(
        ABS(value) + CAST(0.5 AS FLOAT) + LEAST(bound, (
          CAST(0.000001 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
        ))
      )
      WHEN place IN (3)
      THEN FLOOR(
        (
          ABS(value) * CAST(10 AS FLOAT)
        ) + CAST(0.5 AS FLOAT) + LEAST(
          (
            bound * CAST(10 AS FLOAT) + CAST(2.3e-16 AS FLOAT) * (
              ABS(value) * CAST(10 AS FLOAT)
            )
          ),
          (
            CAST(1e-09 AS FLOAT) + (
              ABS(value) * CAST(10 AS FLOAT)
            ) * CAST(1e-15 AS FLOAT)
          )
        )
      )
      WHEN place IN (4)
      THEN FLOOR(
        ABS(value) + CAST(0.5 AS FLOAT) + LEAST(bound, (
          CAST(1e-09 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
        ))
      )
    END AS units,
    CASE
      WHEN place IN (1, 2)
      THEN CASE
        WHEN bound > (
          CAST(0.000001 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
        )
        AND ABS(ABS(value) - FLOOR(ABS(value)) - CAST(0.5 AS FLOAT)) <= bound
        THEN 1
        ELSE 0
      END
      WHEN place IN (3)
      THEN CASE
        WHEN (
          bound * CAST(10 AS FLOAT) + CAST(2.3e-16 AS FLOAT) * (
            ABS(value) * CAST(10 AS FLOAT)
          )
        ) > (
          CAST(1e-09 AS FLOAT) + (
            ABS(value) * CAST(10 AS FLOAT)
          ) * CAST(1e-15 AS FLOAT)
        )
        AND ABS(
          (
            ABS(value) * CAST(10 AS FLOAT)
          ) - FLOOR((
            ABS(value) * CAST(10 AS FLOAT)
          )) - CAST(0.5 AS FLOAT)
        ) <= (
          bound * CAST(10 AS FLOAT) + CAST(2.3e-16 AS FLOAT) * (
            ABS(value) * CAST(10 AS FLOAT)
          )
        )
        THEN 1
        ELSE 0
      END
      WHEN place IN (4)
      THEN CASE
        WHEN bound > (
          CAST(1e-09 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
        )
        AND ABS(ABS(value) - FLOOR(ABS(value)) - CAST(0.5 AS FLOAT)) <= bound
        THEN 1
        ELSE 0
      END
    END AS unsure
  FROM column_4_value AS v
), column_4_moved AS (
  SELECT
    u.*,
    CAST(NULL AS INTEGER) AS moved
  FROM column_4_sized AS u
), column_4 AS (
  SELECT
    'most' AS column_id,
    CASE s.moved WHEN 1 THEN 'up' WHEN 0 THEN 'similar' WHEN -1 THEN 'down' END AS direction,
    CAST(NULL AS VARCHAR(MAX)) AS judgement,
    s.place AS place,
    s.ref AS ref,
    s.geography AS geography,
    CAST(CAST(FLOOR(s.month / CAST(12 AS FLOAT)) AS INTEGER) AS VARCHAR(MAX)) + '-' + RIGHT(
      '0' + CAST(s.month - 12 * CAST(FLOOR(s.month / CAST(12 AS FLOAT)) AS INTEGER) + 1 AS VARCHAR(MAX)),
      2
    ) AS period,
    s.value AS value,
    CASE
      WHEN s.code = 0
      THEN NULL
      WHEN s.code >= 1000000
      THEN CASE s.code
        WHEN 1000255
        THEN 'not yet collected'
        WHEN 1000254
        THEN 'ended'
        WHEN 1000246
        THEN 'not reported'
        WHEN 1000253
        THEN 'confidential'
        WHEN 1000247
        THEN 'not applicable'
        WHEN 1000252
        THEN 'zero denominator'
        WHEN 1000251
        THEN 'zero base'
        WHEN 1000249
        THEN 'no base'
        WHEN 1000250
        THEN 'break in series'
        WHEN 1000248
        THEN 'too few values'
        WHEN 1000245
        THEN 'no comparator'
      END
      ELSE 'input missing: ' + n.name + ' (' + CASE (
          s.code - 1
        ) - 11 * (
          80000 - (
            80000 - CAST(FLOOR((
              s.code - 1
            ) / CAST(11 AS FLOAT)) AS INTEGER)
          )
        )
        WHEN 10
        THEN 'not yet collected'
        WHEN 9
        THEN 'ended'
        WHEN 1
        THEN 'not reported'
        WHEN 8
        THEN 'confidential'
        WHEN 2
        THEN 'not applicable'
        WHEN 7
        THEN 'zero denominator'
        WHEN 6
        THEN 'zero base'
        WHEN 4
        THEN 'no base'
        WHEN 5
        THEN 'break in series'
        WHEN 3
        THEN 'too few values'
        WHEN 0
        THEN 'no comparator'
      END + ')'
    END AS reason,
    CASE
      WHEN s.value IS NULL OR s.unsure = 1
      THEN NULL
      ELSE CASE
        WHEN s.place IN (1, 2, 4)
        THEN CASE
          WHEN s.units < CAST(1000000000000000 AS FLOAT)
          THEN CASE WHEN s.value < 0 AND s.units > 0 THEN '-' ELSE '' END + CAST(CAST(s.units AS BIGINT) AS VARCHAR(MAX))
        END
        WHEN s.place IN (3)
        THEN CASE
          WHEN s.units < CAST(1000000000000000 AS FLOAT)
          THEN CASE WHEN s.value < 0 AND s.units > 0 THEN '-' ELSE '' END + CAST(CAST(FLOOR(s.units / CAST(10 AS FLOAT)) AS BIGINT) AS VARCHAR(MAX)) + '.' + RIGHT(
            '000000' + CAST(CAST(s.units - FLOOR(s.units / CAST(10 AS FLOAT)) * CAST(10 AS FLOAT) AS BIGINT) AS VARCHAR(MAX)),
            1
          ) + '%'
        END
      END
    END AS printed,
    CASE WHEN s.value IS NULL THEN NULL ELSE s.bound END AS bound
  FROM column_4_moved AS s
  LEFT JOIN kpilib.input AS n
    ON n.place = s.place
    AND n.input = 80000 - CAST(FLOOR((
      s.code - 1
    ) / CAST(11 AS FLOAT)) AS INTEGER)
    AND s.code BETWEEN 1 AND 999999
  WHERE
    s.shown = 1
), column_5_1 AS (
  SELECT
    *
  FROM sized
  WHERE
    place IN (1, 2, 3, 4)
), column_5_1_step_1 AS (
  SELECT
    s.*,
    CASE
      WHEN MAX(CASE WHEN code = 1000253 THEN 1 ELSE 0 END) OVER (
        PARTITION BY place, geography
        ORDER BY month
        ROWS BETWEEN 4 PRECEDING AND CURRENT ROW
      ) = 1
      OR COUNT_BIG(value) OVER (
        PARTITION BY place, geography
        ORDER BY month
        ROWS BETWEEN 4 PRECEDING AND CURRENT ROW
      ) < 2
      THEN NULL
      ELSE d1j.middle
    END AS d2,
    CASE
      WHEN MAX(CASE WHEN code = 1000253 THEN 1 ELSE 0 END) OVER (
        PARTITION BY place, geography
        ORDER BY month
        ROWS BETWEEN 4 PRECEDING AND CURRENT ROW
      ) = 1
      THEN 1000253
      WHEN COUNT_BIG(value) OVER (
        PARTITION BY place, geography
        ORDER BY month
        ROWS BETWEEN 4 PRECEDING AND CURRENT ROW
      ) < 2
      THEN 1000248
      ELSE 0
    END AS d2r,
    MAX(bound) OVER (
      PARTITION BY place, geography
      ORDER BY month
      ROWS BETWEEN 4 PRECEDING AND CURRENT ROW
    ) + CAST(2.3e-16 AS FLOAT) * ABS(d1j.middle) AS d2e
  FROM column_5_1 AS s
  LEFT JOIN (
    SELECT
      of_place AS of_place,
      of_geography AS of_geography,
      of_month AS of_month,
      AVG(middle) AS middle
    FROM (
      SELECT
        now.place AS of_place,
        now.geography AS of_geography,
        now.month AS of_month,
        earlier.value AS middle,
        ROW_NUMBER() OVER (
          PARTITION BY now.place, now.geography, now.month
          ORDER BY CASE WHEN earlier.value IS NULL THEN 1 ELSE 0 END, earlier.value
        ) AS n,
        COUNT_BIG(*) OVER (PARTITION BY now.place, now.geography, now.month) AS of_n
      FROM column_5_1 AS now
      JOIN column_5_1 AS earlier
        ON now.place = earlier.place
        AND now.geography = earlier.geography
        AND earlier.month BETWEEN now.month - 4 AND now.month
      WHERE
        earlier.value IS NOT NULL
    ) AS ranked
    WHERE
      2 * n BETWEEN of_n AND of_n + 2
    GROUP BY
      of_place,
      of_geography,
      of_month
  ) AS d1j
    ON d1j.of_place = s.place
    AND d1j.of_geography = s.geography
    AND d1j.of_month = s.month
), column_5_value AS (
  SELECT
    place AS place,
    ref AS ref,
    geography AS geography,
    month AS month,
    shown AS shown,
    CASE
      WHEN ABS(d2) > CAST(1e+100 AS FLOAT)
      THEN NULL
      WHEN ABS(d2) <= d2e
      THEN CAST(0 AS FLOAT)
      ELSE d2
    END AS value,
    CASE WHEN ABS(d2) > CAST(1e+100 AS FLOAT) THEN 1000247 ELSE d2r END AS code,
    d2e AS bound
  FROM column_5_1_step_1
), column_5_sized AS (
  SELECT
    v.*,
    CASE
      WHEN place IN (1, 2)
      THEN FLOOR(
        ABS(value) + CAST(0.5 AS FLOAT) + LEAST(bound, (
          CAST(0.000001 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
        ))
      )
      WHEN place IN (3)
      THEN FLOOR(
        (
          ABS(value) * CAST(10 AS FLOAT)
        ) + CAST(0.5 AS FLOAT) + LEAST(
          (
            bound * CAST(10 AS FLOAT) + CAST(2.3e-16 AS FLOAT) * (
              ABS(value) * CAST(10 AS FLOAT)
            )
          ),
          (
            CAST(1e-09 AS FLOAT) + (
              ABS(value) * CAST(10 AS FLOAT)
            ) * CAST(1e-15 AS FLOAT)
          )
        )
      )
      WHEN place IN (4)
      THEN FLOOR(
        ABS(value) + CAST(0.5 AS FLOAT) + LEAST(bound, (
          CAST(1e-09 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
        ))
      )
    END AS units,
    CASE
      WHEN place IN (1, 2)
      THEN CASE
        WHEN bound > (
          CAST(0.000001 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
        )
        AND ABS(ABS(value) - FLOOR(ABS(value)) - CAST(0.5 AS FLOAT)) <= bound
        THEN 1
        ELSE 0
      END
      WHEN place IN (3)
      THEN CASE
        WHEN (
          bound * CAST(10 AS FLOAT) + CAST(2.3e-16 AS FLOAT) * (
            ABS(value) * CAST(10 AS FLOAT)
          )
        ) > (
          CAST(1e-09 AS FLOAT) + (
            ABS(value) * CAST(10 AS FLOAT)
          ) * CAST(1e-15 AS FLOAT)
        )
        AND ABS(
          (
            ABS(value) * CAST(10 AS FLOAT)
          ) - FLOOR((
            ABS(value) * CAST(10 AS FLOAT)
          )) - CAST(0.5 AS FLOAT)
        ) <= (
          bound * CAST(10 AS FLOAT) + CAST(2.3e-16 AS FLOAT) * (
            ABS(value) * CAST(10 AS FLOAT)
          )
        )
        THEN 1
        ELSE 0
      END
      WHEN place IN (4)
      THEN CASE
        WHEN bound > (
          CAST(1e-09 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
        )
        AND ABS(ABS(value) - FLOOR(ABS(value)) - CAST(0.5 AS FLOAT)) <= bound
        THEN 1
        ELSE 0
      END
    END AS unsure
  FROM column_5_value AS v
), column_5_moved AS (
  SELECT
    u.*,
    CAST(NULL AS INTEGER) AS moved
  FROM column_5_sized AS u
), column_5 AS (
  SELECT
    'middle' AS column_id,
    CASE s.moved WHEN 1 THEN 'up' WHEN 0 THEN 'similar' WHEN -1 THEN 'down' END AS direction,
    CAST(NULL AS VARCHAR(MAX)) AS judgement,
    s.place AS place,
    s.ref AS ref,
    s.geography AS geography,
    CAST(CAST(FLOOR(s.month / CAST(12 AS FLOAT)) AS INTEGER) AS VARCHAR(MAX)) + '-' + RIGHT(
      '0' + CAST(s.month - 12 * CAST(FLOOR(s.month / CAST(12 AS FLOAT)) AS INTEGER) + 1 AS VARCHAR(MAX)),
      2
    ) AS period,
    s.value AS value,
    CASE
      WHEN s.code = 0
      THEN NULL
      WHEN s.code >= 1000000
      THEN CASE s.code
        WHEN 1000255
        THEN 'not yet collected'
        WHEN 1000254
        THEN 'ended'
        WHEN 1000246
        THEN 'not reported'
        WHEN 1000253
        THEN 'confidential'
        WHEN 1000247
        THEN 'not applicable'
        WHEN 1000252
        THEN 'zero denominator'
        WHEN 1000251
        THEN 'zero base'
        WHEN 1000249
        THEN 'no base'
        WHEN 1000250
        THEN 'break in series'
        WHEN 1000248
        THEN 'too few values'
        WHEN 1000245
        THEN 'no comparator'
      END
      ELSE 'input missing: ' + n.name + ' (' + CASE (
          s.code - 1
        ) - 11 * (
          80000 - (
            80000 - CAST(FLOOR((
              s.code - 1
            ) / CAST(11 AS FLOAT)) AS INTEGER)
          )
        )
        WHEN 10
        THEN 'not yet collected'
        WHEN 9
        THEN 'ended'
        WHEN 1
        THEN 'not reported'
        WHEN 8
        THEN 'confidential'
        WHEN 2
        THEN 'not applicable'
        WHEN 7
        THEN 'zero denominator'
        WHEN 6
        THEN 'zero base'
        WHEN 4
        THEN 'no base'
        WHEN 5
        THEN 'break in series'
        WHEN 3
        THEN 'too few values'
        WHEN 0
        THEN 'no comparator'
      END + ')'
    END AS reason,
    CASE
      WHEN s.value IS NULL OR s.unsure = 1
      THEN NULL
      ELSE CASE
        WHEN s.place IN (1, 2, 4)
        THEN CASE
          WHEN s.units < CAST(1000000000000000 AS FLOAT)
          THEN CASE WHEN s.value < 0 AND s.units > 0 THEN '-' ELSE '' END + CAST(CAST(s.units AS BIGINT) AS VARCHAR(MAX))
        END
        WHEN s.place IN (3)
        THEN CASE
          WHEN s.units < CAST(1000000000000000 AS FLOAT)
          THEN CASE WHEN s.value < 0 AND s.units > 0 THEN '-' ELSE '' END + CAST(CAST(FLOOR(s.units / CAST(10 AS FLOAT)) AS BIGINT) AS VARCHAR(MAX)) + '.' + RIGHT(
            '000000' + CAST(CAST(s.units - FLOOR(s.units / CAST(10 AS FLOAT)) * CAST(10 AS FLOAT) AS BIGINT) AS VARCHAR(MAX)),
            1
          ) + '%'
        END
      END
    END AS printed,
    CASE WHEN s.value IS NULL THEN NULL ELSE s.bound END AS bound
  FROM column_5_moved AS s
  LEFT JOIN kpilib.input AS n
    ON n.place = s.place
    AND n.input = 80000 - CAST(FLOOR((
      s.code - 1
    ) / CAST(11 AS FLOAT)) AS INTEGER)
    AND s.code BETWEEN 1 AND 999999
  WHERE
    s.shown = 1
), column_6_1 AS (
  SELECT
    *
  FROM sized
  WHERE
    place IN (1, 2, 3, 4)
), column_6_1_step_1 AS (
  SELECT
    s.*,
    LAG(value, 1) OVER (
      PARTITION BY place, geography
      ORDER BY CASE WHEN month IS NULL THEN 1 ELSE 0 END, month
    ) AS d1,
    COALESCE(
      LAG(code, 1) OVER (
        PARTITION BY place, geography
        ORDER BY CASE WHEN month IS NULL THEN 1 ELSE 0 END, month
      ),
      1000246
    ) AS d1r,
    LAG(bound, 1) OVER (
      PARTITION BY place, geography
      ORDER BY CASE WHEN month IS NULL THEN 1 ELSE 0 END, month
    ) AS d1e
  FROM column_6_1 AS s
), column_6_value AS (
  SELECT
    place AS place,
    ref AS ref,
    geography AS geography,
    month AS month,
    shown AS shown,
    CASE
      WHEN ABS(d1) > CAST(1e+100 AS FLOAT)
      THEN NULL
      WHEN ABS(d1) <= d1e
      THEN CAST(0 AS FLOAT)
      ELSE d1
    END AS value,
    CASE WHEN ABS(d1) > CAST(1e+100 AS FLOAT) THEN 1000247 ELSE d1r END AS code,
    d1e AS bound
  FROM column_6_1_step_1
), column_6_sized AS (
  SELECT
    v.*,
    CASE
      WHEN place IN (1, 2)
      THEN FLOOR(
        ABS(value) + CAST(0.5 AS FLOAT) + LEAST(bound, (
          CAST(0.000001 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
        ))
      )
      WHEN place IN (3)
      THEN FLOOR(
        (
          ABS(value) * CAST(10 AS FLOAT)
        ) + CAST(0.5 AS FLOAT) + LEAST(
          (
            bound * CAST(10 AS FLOAT) + CAST(2.3e-16 AS FLOAT) * (
              ABS(value) * CAST(10 AS FLOAT)
            )
          ),
          (
            CAST(1e-09 AS FLOAT) + (
              ABS(value) * CAST(10 AS FLOAT)
            ) * CAST(1e-15 AS FLOAT)
          )
        )
      )
      WHEN place IN (4)
      THEN FLOOR(
        ABS(value) + CAST(0.5 AS FLOAT) + LEAST(bound, (
          CAST(1e-09 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
        ))
      )
    END AS units,
    CASE
      WHEN place IN (1, 2)
      THEN CASE
        WHEN bound > (
          CAST(0.000001 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
        )
        AND ABS(ABS(value) - FLOOR(ABS(value)) - CAST(0.5 AS FLOAT)) <= bound
        THEN 1
        ELSE 0
      END
      WHEN place IN (3)
      THEN CASE
        WHEN (
          bound * CAST(10 AS FLOAT) + CAST(2.3e-16 AS FLOAT) * (
            ABS(value) * CAST(10 AS FLOAT)
          )
        ) > (
          CAST(1e-09 AS FLOAT) + (
            ABS(value) * CAST(10 AS FLOAT)
          ) * CAST(1e-15 AS FLOAT)
        )
        AND ABS(
          (
            ABS(value) * CAST(10 AS FLOAT)
          ) - FLOOR((
            ABS(value) * CAST(10 AS FLOAT)
          )) - CAST(0.5 AS FLOAT)
        ) <= (
          bound * CAST(10 AS FLOAT) + CAST(2.3e-16 AS FLOAT) * (
            ABS(value) * CAST(10 AS FLOAT)
          )
        )
        THEN 1
        ELSE 0
      END
      WHEN place IN (4)
      THEN CASE
        WHEN bound > (
          CAST(1e-09 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
        )
        AND ABS(ABS(value) - FLOOR(ABS(value)) - CAST(0.5 AS FLOAT)) <= bound
        THEN 1
        ELSE 0
      END
    END AS unsure
  FROM column_6_value AS v
), column_6_moved AS (
  SELECT
    u.*,
    CAST(NULL AS INTEGER) AS moved
  FROM column_6_sized AS u
), column_6 AS (
  SELECT
    'before' AS column_id,
    CASE s.moved WHEN 1 THEN 'up' WHEN 0 THEN 'similar' WHEN -1 THEN 'down' END AS direction,
    CAST(NULL AS VARCHAR(MAX)) AS judgement,
    s.place AS place,
    s.ref AS ref,
    s.geography AS geography,
    CAST(CAST(FLOOR(s.month / CAST(12 AS FLOAT)) AS INTEGER) AS VARCHAR(MAX)) + '-' + RIGHT(
      '0' + CAST(s.month - 12 * CAST(FLOOR(s.month / CAST(12 AS FLOAT)) AS INTEGER) + 1 AS VARCHAR(MAX)),
      2
    ) AS period,
    s.value AS value,
    CASE
      WHEN s.code = 0
      THEN NULL
      WHEN s.code >= 1000000
      THEN CASE s.code
        WHEN 1000255
        THEN 'not yet collected'
        WHEN 1000254
        THEN 'ended'
        WHEN 1000246
        THEN 'not reported'
        WHEN 1000253
        THEN 'confidential'
        WHEN 1000247
        THEN 'not applicable'
        WHEN 1000252
        THEN 'zero denominator'
        WHEN 1000251
        THEN 'zero base'
        WHEN 1000249
        THEN 'no base'
        WHEN 1000250
        THEN 'break in series'
        WHEN 1000248
        THEN 'too few values'
        WHEN 1000245
        THEN 'no comparator'
      END
      ELSE 'input missing: ' + n.name + ' (' + CASE (
          s.code - 1
        ) - 11 * (
          80000 - (
            80000 - CAST(FLOOR((
              s.code - 1
            ) / CAST(11 AS FLOAT)) AS INTEGER)
          )
        )
        WHEN 10
        THEN 'not yet collected'
        WHEN 9
        THEN 'ended'
        WHEN 1
        THEN 'not reported'
        WHEN 8
        THEN 'confidential'
        WHEN 2
        THEN 'not applicable'
        WHEN 7
        THEN 'zero denominator'
        WHEN 6
        THEN 'zero base'
        WHEN 4
        THEN 'no base'
        WHEN 5
        THEN 'break in series'
        WHEN 3
        THEN 'too few values'
        WHEN 0
        THEN 'no comparator'
      END + ')'
    END AS reason,
    CASE
      WHEN s.value IS NULL OR s.unsure = 1
      THEN NULL
      ELSE CASE
        WHEN s.place IN (1, 2, 4)
        THEN CASE
          WHEN s.units < CAST(1000000000000000 AS FLOAT)
          THEN CASE WHEN s.value < 0 AND s.units > 0 THEN '-' ELSE '' END + CAST(CAST(s.units AS BIGINT) AS VARCHAR(MAX))
        END
        WHEN s.place IN (3)
        THEN CASE
          WHEN s.units < CAST(1000000000000000 AS FLOAT)
          THEN CASE WHEN s.value < 0 AND s.units > 0 THEN '-' ELSE '' END + CAST(CAST(FLOOR(s.units / CAST(10 AS FLOAT)) AS BIGINT) AS VARCHAR(MAX)) + '.' + RIGHT(
            '000000' + CAST(CAST(s.units - FLOOR(s.units / CAST(10 AS FLOAT)) * CAST(10 AS FLOAT) AS BIGINT) AS VARCHAR(MAX)),
            1
          ) + '%'
        END
      END
    END AS printed,
    CASE WHEN s.value IS NULL THEN NULL ELSE s.bound END AS bound
  FROM column_6_moved AS s
  LEFT JOIN kpilib.input AS n
    ON n.place = s.place
    AND n.input = 80000 - CAST(FLOOR((
      s.code - 1
    ) / CAST(11 AS FLOAT)) AS INTEGER)
    AND s.code BETWEEN 1 AND 999999
  WHERE
    s.shown = 1
), column_7_1 AS (
  SELECT
    *
  FROM sized
  WHERE
    place IN (1, 2)
), column_7_1_step_1 AS (
  SELECT
    s.*,
    CASE
      WHEN v1 IS NULL OR CAST(9 AS FLOAT) IS NULL
      THEN NULL
      ELSE LEAST(v1, CAST(9 AS FLOAT))
    END AS d1,
    CASE
      WHEN v1r = 0 OR v1r = 1000253
      THEN v1r
      WHEN v1r >= 1000000
      THEN v1r - 560244
      ELSE 440001 + v1r - 1 - 11 * CAST(FLOOR((
        v1r - 1
      ) / CAST(11 AS FLOAT)) AS INTEGER)
    END AS d1r,
    GREATEST(v1e, CAST(0 AS FLOAT)) AS d1e
  FROM column_7_1 AS s
), column_7_1_step_2 AS (
  SELECT
    s.*,
    CASE
      WHEN ABS(value / CASE WHEN ABS(d1) <= d1e THEN NULL ELSE d1 END) > CAST(1e+100 AS FLOAT)
      THEN NULL
      WHEN ABS(value / CASE WHEN ABS(d1) <= d1e THEN NULL ELSE d1 END) < CAST(1e-100 AS FLOAT)
      THEN CAST(0 AS FLOAT)
      ELSE value / CASE WHEN ABS(d1) <= d1e THEN NULL ELSE d1 END
    END AS d2,
    GREATEST(
      code,
      d1r,
      CASE WHEN ABS(d1) <= d1e THEN 1000252 ELSE 0 END,
      CASE
        WHEN ABS(value / CASE WHEN ABS(d1) <= d1e THEN NULL ELSE d1 END) > CAST(1e+100 AS FLOAT)
        THEN 1000247
        ELSE 0
      END
    ) AS d2r,
    CAST(1 AS FLOAT) * (
      2 * bound + ABS(value) * (
        2 * d1e / ABS(CASE WHEN ABS(d1) <= d1e THEN NULL ELSE d1 END) + CAST(4.6e-16 AS FLOAT)
      )
    ) / ABS(CASE WHEN ABS(d1) <= d1e THEN NULL ELSE d1 END) + CAST(1e-100 AS FLOAT) AS d2e
  FROM column_7_1_step_1 AS s
), column_7_value AS (
  SELECT
    place AS place,
    ref AS ref,
    geography AS geography,
    month AS month,
    shown AS shown,
    CASE
      WHEN ABS(d2) > CAST(1e+100 AS FLOAT)
      THEN NULL
      WHEN ABS(d2) <= d2e
      THEN CAST(0 AS FLOAT)
      ELSE d2
    END AS value,
    CASE WHEN ABS(d2) > CAST(1e+100 AS FLOAT) THEN 1000247 ELSE d2r END AS code,
    d2e AS bound
  FROM column_7_1_step_2
), column_7_sized AS (
  SELECT
    v.*,
    CASE
      WHEN place IN (1, 2, 4)
      THEN FLOOR(
        ABS(value) + CAST(0.5 AS FLOAT) + LEAST(bound, (
          CAST(1e-09 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
        ))
      )
      WHEN place IN (3)
      THEN FLOOR(
        (
          ABS(value) * CAST(10 AS FLOAT)
        ) + CAST(0.5 AS FLOAT) + LEAST(
          (
            bound * CAST(10 AS FLOAT) + CAST(2.3e-16 AS FLOAT) * (
              ABS(value) * CAST(10 AS FLOAT)
            )
          ),
          (
            CAST(1e-09 AS FLOAT) + (
              ABS(value) * CAST(10 AS FLOAT)
            ) * CAST(1e-15 AS FLOAT)
          )
        )
      )
    END AS units,
    CASE
      WHEN place IN (1, 2, 4)
      THEN CASE
        WHEN bound > (
          CAST(1e-09 AS FLOAT) + ABS(value) * CAST(1e-15 AS FLOAT)
        )
        AND ABS(ABS(value) - FLOOR(ABS(value)) - CAST(0.5 AS FLOAT)) <= bound
        THEN 1
        ELSE 0
      END
      WHEN place IN (3)
      THEN CASE
        WHEN (
          bound * CAST(10 AS FLOAT) + CAST(2.3e-16 AS FLOAT) * (
            ABS(value) * CAST(10 AS FLOAT)
          )
        ) > (
          CAST(1e-09 AS FLOAT) + (
            ABS(value) * CAST(10 AS FLOAT)
          ) * CAST(1e-15 AS FLOAT)
        )
        AND ABS(
          (
            ABS(value) * CAST(10 AS FLOAT)
          ) - FLOOR((
            ABS(value) * CAST(10 AS FLOAT)
          )) - CAST(0.5 AS FLOAT)
        ) <= (
          bound * CAST(10 AS FLOAT) + CAST(2.3e-16 AS FLOAT) * (
            ABS(value) * CAST(10 AS FLOAT)
          )
        )
        THEN 1
        ELSE 0
      END
    END AS unsure
  FROM column_7_value AS v
), column_7_moved AS (
  SELECT
    u.*,
    CAST(NULL AS INTEGER) AS moved
  FROM column_7_sized AS u
), column_7 AS (
  SELECT
    'share' AS column_id,
    CASE s.moved WHEN 1 THEN 'up' WHEN 0 THEN 'similar' WHEN -1 THEN 'down' END AS direction,
    CAST(NULL AS VARCHAR(MAX)) AS judgement,
    s.place AS place,
    s.ref AS ref,
    s.geography AS geography,
    CAST(CAST(FLOOR(s.month / CAST(12 AS FLOAT)) AS INTEGER) AS VARCHAR(MAX)) + '-' + RIGHT(
      '0' + CAST(s.month - 12 * CAST(FLOOR(s.month / CAST(12 AS FLOAT)) AS INTEGER) + 1 AS VARCHAR(MAX)),
      2
    ) AS period,
    s.value AS value,
    CASE
      WHEN s.code = 0
      THEN NULL
      WHEN s.code >= 1000000
      THEN CASE s.code
        WHEN 1000255
        THEN 'not yet collected'
        WHEN 1000254
        THEN 'ended'
        WHEN 1000246
        THEN 'not reported'
        WHEN 1000253
        THEN 'confidential'
        WHEN 1000247
        THEN 'not applicable'
        WHEN 1000252
        THEN 'zero denominator'
        WHEN 1000251
        THEN 'zero base'
        WHEN 1000249
        THEN 'no base'
        WHEN 1000250
        THEN 'break in series'
        WHEN 1000248
        THEN 'too few values'
        WHEN 1000245
        THEN 'no comparator'
      END
      ELSE 'input missing: ' + n.name + ' (' + CASE (
          s.code - 1
        ) - 11 * (
          80000 - (
            80000 - CAST(FLOOR((
              s.code - 1
            ) / CAST(11 AS FLOAT)) AS INTEGER)
          )
        )
        WHEN 10
        THEN 'not yet collected'
        WHEN 9
        THEN 'ended'
        WHEN 1
        THEN 'not reported'
        WHEN 8
        THEN 'confidential'
        WHEN 2
        THEN 'not applicable'
        WHEN 7
        THEN 'zero denominator'
        WHEN 6
        THEN 'zero base'
        WHEN 4
        THEN 'no base'
        WHEN 5
        THEN 'break in series'
        WHEN 3
        THEN 'too few values'
        WHEN 0
        THEN 'no comparator'
      END + ')'
    END AS reason,
    CASE
      WHEN s.value IS NULL OR s.unsure = 1
      THEN NULL
      ELSE CASE
        WHEN s.place IN (1, 2, 4)
        THEN CASE
          WHEN s.units < CAST(1000000000000000 AS FLOAT)
          THEN CASE WHEN s.value < 0 AND s.units > 0 THEN '-' ELSE '' END + CAST(CAST(s.units AS BIGINT) AS VARCHAR(MAX))
        END
        WHEN s.place IN (3)
        THEN CASE
          WHEN s.units < CAST(1000000000000000 AS FLOAT)
          THEN CASE WHEN s.value < 0 AND s.units > 0 THEN '-' ELSE '' END + CAST(CAST(FLOOR(s.units / CAST(10 AS FLOAT)) AS BIGINT) AS VARCHAR(MAX)) + '.' + RIGHT(
            '000000' + CAST(CAST(s.units - FLOOR(s.units / CAST(10 AS FLOAT)) * CAST(10 AS FLOAT) AS BIGINT) AS VARCHAR(MAX)),
            1
          ) + '%'
        END
      END
    END AS printed,
    CASE WHEN s.value IS NULL THEN NULL ELSE s.bound END AS bound
  FROM column_7_moved AS s
  LEFT JOIN kpilib.input AS n
    ON n.place = s.place
    AND n.input = 80000 - CAST(FLOOR((
      s.code - 1
    ) / CAST(11 AS FLOAT)) AS INTEGER)
    AND s.code BETWEEN 1 AND 999999
  WHERE
    s.shown = 1
)
SELECT
  *
FROM column_1
UNION ALL
SELECT
  *
FROM column_2
UNION ALL
SELECT
  *
FROM column_3
UNION ALL
SELECT
  *
FROM column_4
UNION ALL
SELECT
  *
FROM column_5
UNION ALL
SELECT
  *
FROM column_6
UNION ALL
SELECT
  *
FROM column_7;
GO
