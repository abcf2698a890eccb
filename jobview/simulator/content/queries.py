"""SELECT statements, each with the columns its result has."""

from __future__ import annotations

from typing import Final

from jobview.simulator.composed_values import area, blob, unsigned, until, whole_list
from jobview.simulator.content.tables import CITIES, NAMES
from jobview.simulator.kind import Script
from jobview.simulator.values import (
    ColumnPlan,
    address,
    boolean,
    date,
    date_time,
    decimal,
    document,
    each,
    falling,
    hourly,
    numbered,
    point,
    real,
    serial,
    single,
    stamp,
    time_of_day,
    uuid,
    vector,
    whole,
    words,
)

CITY_REVENUE: Final = Script(
    """SELECT city,
       COUNT(*)                       AS trips,
       SUM(fare)                      AS revenue,
       AVG(distance_km)               AS avg_km,
       MAX(dropoff_ts)                AS last_dropoff
  FROM mobility.trips
 WHERE pickup_ts >= DATEADD(DAY, -7, NOW())
 GROUP BY city
 ORDER BY revenue DESC
 LIMIT 25""",
    (
        ColumnPlan("city", each(*CITIES)),
        ColumnPlan("trips", falling(whole(12_000, 940_000, "long"))),
        ColumnPlan("revenue", falling(decimal(90_000, 12_000_000, 18, 2))),
        ColumnPlan("avg_km", real(2, 14, 3), 0.06),
        ColumnPlan("last_dropoff", stamp(0.1)),
    ),
    (25, 25),
)

TRIPS_PAGE: Final = Script(
    """SELECT trip_id, vendor_id, city, pickup_ts, dropoff_ts, passengers, fare, is_paid
  FROM mobility.trips
 WHERE city = 'Città di Castello' OR fare > 100
 ORDER BY trip_id""",
    (
        ColumnPlan("trip_id", serial(48_100_000, 7)),
        ColumnPlan("vendor_id", whole(0, 4, "int8")),
        ColumnPlan("city", words(*CITIES)),
        ColumnPlan("pickup_ts", stamp()),
        ColumnPlan("dropoff_ts", stamp(), 0.08, after="pickup_ts"),
        ColumnPlan("passengers", whole(1, 6, "int8"), 0.15),
        ColumnPlan("fare", decimal(3, 120, 10, 2), 0.05),
        ColumnPlan("is_paid", boolean(0.9)),
    ),
    (10_000, 10_000),
    (1_204_331, 48_210_331),
)

SIMILAR_ITEMS: Final = Script(
    """/* KI_HINT_JOB_USER_DATA(shop: similar items) */
SELECT item_id, title, COSINE_DISTANCE(embedding, VECTOR('[0.12, -0.48, 0.91, 0.07,
       0.33, -0.21, 0.58, -0.02]', 8)) AS distance, embedding
  FROM ml.item_embeddings
 ORDER BY distance
 LIMIT 20""",
    (
        ColumnPlan("item_id", serial(71_204, 3)),
        ColumnPlan("title", words("rain jacket", "city bike", "café grinder", "trail shoe")),
        ColumnPlan("distance", real(0.01, 0.4, 6)),
        ColumnPlan("embedding", vector(8)),
    ),
    (20, 20),
)

FRAUD: Final = Script(
    """WITH recent AS (
    SELECT trade_id, symbol, side, price, quantity, venue, traded_at,
           ROW_NUMBER() OVER (PARTITION BY symbol ORDER BY traded_at DESC) AS recency
      FROM finance.trades
     WHERE traded_at >= TIMESTAMPADD(HOUR, -6, NOW())
),
reference AS (
    SELECT symbol,
           SUM(price * quantity) / NULLIF(SUM(quantity), 0) AS vwap,
           STDDEV(price)                                    AS spread
      FROM recent
     GROUP BY symbol
),
suspects AS (
    SELECT r.trade_id, r.symbol, r.side, r.price, r.quantity, r.venue, r.traded_at,
           ABS(r.price - f.vwap) / NULLIF(f.spread, 0)      AS sigma
      FROM recent r
      JOIN reference f ON f.symbol = r.symbol
     WHERE r.recency <= 50000
)
SELECT s.trade_id, s.symbol, s.side, s.price, s.quantity, s.venue, s.traded_at, s.sigma,
       CASE WHEN s.sigma > 6 THEN 'halt'
            WHEN s.sigma > 4 THEN 'review'
            ELSE 'watch' END                                AS verdict
  FROM suspects s
 WHERE s.sigma > 3
   AND NOT EXISTS (SELECT 1
                     FROM finance.whitelist w
                    WHERE w.trade_id = s.trade_id)
 ORDER BY s.sigma DESC
 LIMIT 500""",
    (
        ColumnPlan("trade_id", serial(9_007_199_254_740_993, 3)),
        ColumnPlan("symbol", words("ENI", "ISP", "SAP", "ASML", type_word="char8")),
        ColumnPlan("side", words("BUY", "SELL", type_word="char4")),
        ColumnPlan("price", decimal(4, 900, 18, 6)),
        ColumnPlan("quantity", whole(1, 25_000, "long")),
        ColumnPlan("venue", words("XMIL", "XETR", "XAMS", type_word="char4"), 0.1),
        ColumnPlan("traded_at", stamp(0.25)),
        ColumnPlan("sigma", falling(real(3, 9, 4))),
        ColumnPlan("verdict", words("watch", "review", "halt", type_word="char8")),
    ),
    (40, 500),
)

LOAD_CURVE: Final = Script(
    """SELECT TIME_BUCKET(INTERVAL '1' HOUR, read_at) AS hour,
       SUM(kwh)                                AS kwh,
       AVG(voltage)                            AS voltage,
       SUM(IF(is_estimated, 1, 0))             AS estimated
  FROM energy.meter_readings
 WHERE read_at >= DATEADD(DAY, -7, NOW())
 GROUP BY 1
 ORDER BY 1""",
    (
        ColumnPlan("hour", hourly()),
        ColumnPlan("kwh", decimal(180_000, 920_000, 18, 3)),
        ColumnPlan("voltage", single(226, 235)),
        ColumnPlan("estimated", whole(0, 40_000, "long"), 0.05),
    ),
    (168, 168),
)

DROPPED_CALLS: Final = Script(
    """SELECT c.cell_id, t.site_name, COUNT(*) AS calls,
       100.0 * SUM(c.is_dropped) / COUNT(*) AS dropped_pct, t.location
  FROM telecom.cdr c
  JOIN telecom.cell_towers t ON t.cell_id = c.cell_id
 WHERE STXY_DWITHIN(t.lon, t.lat, 7.68, 45.07, 25000, 1)
 GROUP BY c.cell_id, t.site_name, t.location
HAVING COUNT(*) > 1000""",
    (
        ColumnPlan("cell_id", serial(11_004, 1, "int")),
        ColumnPlan("site_name", numbered("Piemonte-{:03d}")),
        ColumnPlan("calls", whole(1001, 90_000, "long")),
        ColumnPlan("dropped_pct", real(0, 9, 4), 0.03),
        ColumnPlan("location", point(7.5, 44.9, 7.9, 45.2)),
    ),
    (60, 400),
)

LATE_PARCELS: Final = Script(
    """SELECT parcel_id, depot, promised_on, slot_from, weight_kg, is_late
  FROM logistics.parcels
 WHERE is_late AND promised_on < CURRENT_DATE()
 ORDER BY promised_on""",
    (
        ColumnPlan("parcel_id", uuid()),
        ColumnPlan("depot", words("TRN-1", "MXP-2", "ZRH-1", "VIE-4", type_word="char8")),
        ColumnPlan("promised_on", date(6)),
        ColumnPlan("slot_from", time_of_day(), 0.25),
        ColumnPlan("weight_kg", single(0.1, 31)),
        ColumnPlan("is_late", boolean(1.0)),
    ),
    (300, 2500),
)

CHURN: Final = Script(
    """SELECT c.customer_id, c.name, c."città", c.lifetime_value, p.score AS churn_risk,
       c.preferences
  FROM retail.customers c
  JOIN TABLE(PREDICT_TABLE(MODEL => 'churn_v7', INPUT => 'retail.customer_features')) p
    ON p.customer_id = c.customer_id
 WHERE p.score > 0.8  -- chi rischia di andarsene""",
    (
        ColumnPlan("customer_id", serial(200_431)),
        ColumnPlan("name", words(*NAMES, type_word="char128")),
        ColumnPlan("città", words(*CITIES), 0.1),
        ColumnPlan("lifetime_value", decimal(0, 9000, 12, 2), 0.1),
        ColumnPlan("churn_risk", falling(real(0.8, 1, 5))),
        ColumnPlan("preferences", document("news", "loyalty", "push"), 0.2),
    ),
    (80, 900),
)

COUNT: Final = Script(
    "SELECT COUNT(*) AS n FROM {table}",
    (ColumnPlan("n", whole(1_000_000, 7_000_000_000, "long")),),
    (1, 1),
)

NOTHING: Final = Script(
    "SELECT * FROM {table} WHERE 1 = 0",
    (ColumnPlan("vehicle_id", numbered("TRK-{:05d}")), ColumnPlan("seen_at", stamp())),
    (0, 0),
)

ASSETS: Final = Script(
    """SELECT asset_id, serial_no, class, label, is_active, retired_at, built_on, slot,
       serviced_at, value_eur, gateway, axle_loads, settings, signature, yard, position,
       fingerprint
  FROM logistics.assets
 WHERE class <> 'trailer' OR label IS NULL
 ORDER BY value_eur DESC""",
    (
        ColumnPlan("asset_id", uuid()),
        ColumnPlan("serial_no", unsigned()),
        ColumnPlan("class", words("truck", "van", "crane", type_word="char8")),
        ColumnPlan("label", words("Łódź 7", "", "null", "[red]", type_word="string"), 0.25),
        ColumnPlan("is_active", boolean(0.8), 0.05),
        ColumnPlan("retired_at", until()),
        ColumnPlan("built_on", date(4000)),
        ColumnPlan("slot", time_of_day(), 0.2),
        ColumnPlan("serviced_at", date_time(200), 0.1),
        ColumnPlan("value_eur", falling(decimal(900, 2_000_000))),
        ColumnPlan("gateway", address(), 0.1),
        ColumnPlan("axle_loads", whole_list(5, 12_000)),
        ColumnPlan("settings", document("speed", "ecu", "alarm"), 0.2),
        ColumnPlan("signature", blob(0, 48), 0.1),
        ColumnPlan("yard", area(7.66, 45.08)),
        ColumnPlan("position", point(7.5, 44.9, 7.9, 45.2), 0.1),
        ColumnPlan("fingerprint", vector(128)),
    ),
    (120, 120),
)
"""A column of every type that is not seen elsewhere, with nulls, empty texts and `null`."""

QUERIES: Final = (
    CITY_REVENUE,
    TRIPS_PAGE,
    SIMILAR_ITEMS,
    FRAUD,
    LOAD_CURVE,
    DROPPED_CALLS,
    LATE_PARCELS,
    CHURN,
    COUNT,
    NOTHING,
)
