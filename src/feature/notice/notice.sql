-- types: kind text, about text, about_id i64, number text, text_key text, arg0 text, arg1 text, before_id i64, max_n i64
-- types: from_id i64, to_id i64, title text, region text, place text, summary text
-- types: at i64, urgent i64, read_at opt, user_id opt, unit_id opt, id i64, after_id i64, max_n i64, n i64

-- name: notice_insert
-- perm: none
INSERT INTO notice (city, id, user_id, unit_id, kind, about, about_id, number, text_key,
	arg0, arg1, at, urgent, read_at, read_by_id)
VALUES (:city, :id, :user_id, :unit_id, :kind, :about, :about_id, :number, :text_key,
	:arg0, :arg1, :now, :urgent, NULL, NULL)

-- Which they are comes from the indexes alone, so a unit where nobody reads has no slow pages.
-- name: notice_mine
-- optional: unread, after
SELECT n.id, n.user_id, n.unit_id, n.kind, n.about, n.about_id, n.number, n.text_key, n.arg0,
	n.arg1, n.at, n.urgent, n.read_at
FROM (
	SELECT o.city, o.id FROM (
		SELECT x.city, x.id FROM notice x
		WHERE x.city = :city AND x.user_id = :me {unread? AND x.read_at IS NULL} {after? AND x.id < :after_id}
		ORDER BY x.id DESC LIMIT :max_n) o
	UNION ALL
	SELECT o.city, o.id FROM (
		SELECT x.city, x.id FROM v_user_unit u JOIN notice x ON x.city = u.city AND x.unit_id = u.unit_id
		WHERE u.city = :city AND u.user_id = :me {unread? AND x.read_at IS NULL} {after? AND x.id < :after_id}
		ORDER BY x.id DESC LIMIT :max_n) o
) p
JOIN notice n ON n.city = p.city AND n.id = p.id
ORDER BY n.id DESC
LIMIT :max_n

-- Whom notices speak of, as far as the reader sees the case or report.

-- name: notice_of_cases
SELECT n.id, c.title, g.name AS region
FROM notice n
JOIN v_case c ON c.city = n.city AND c.id = n.about_id
LEFT JOIN v_place g ON g.city = c.city AND g.id = c.region_id
WHERE n.city = :city AND n.id >= :from_id AND n.id <= :to_id AND n.about = 'case' AND {scope case c}
	AND (n.user_id = :me OR n.unit_id IN (
		SELECT u.unit_id FROM v_user_unit u WHERE u.city = :city AND u.user_id = :me))

-- name: notice_of_referrals
SELECT n.id, c.title, g.name AS region
FROM notice n
JOIN v_referral f ON f.city = n.city AND f.id = n.about_id
JOIN v_case c ON c.city = f.city AND c.id = f.case_id
LEFT JOIN v_place g ON g.city = c.city AND g.id = c.region_id
WHERE n.city = :city AND n.id >= :from_id AND n.id <= :to_id AND n.about = 'referral' AND {scope case c}
	AND (n.user_id = :me OR n.unit_id IN (
		SELECT u.unit_id FROM v_user_unit u WHERE u.city = :city AND u.user_id = :me))

-- name: notice_of_reports
SELECT n.id, d.place, d.summary, g.name AS region
FROM notice n
JOIN v_report r ON r.city = n.city AND r.id = n.about_id
JOIN v_report_words d ON d.city = r.city AND d.report_id = r.id
LEFT JOIN v_place g ON g.city = r.city AND g.id = r.region_id
WHERE n.city = :city AND n.id >= :from_id AND n.id <= :to_id AND n.about = 'report' AND r.protected = 0 AND {scope report r}
	AND (n.user_id = :me OR n.unit_id IN (
		SELECT u.unit_id FROM v_user_unit u WHERE u.city = :city AND u.user_id = :me))

-- name: notice_unread
-- types: urgent_n i64
SELECT CAST(count(*) AS BIGINT) AS n, CAST(coalesce(sum(p.urgent), 0) AS BIGINT) AS urgent_n
FROM (
	SELECT x.urgent FROM notice x WHERE x.city = :city AND x.user_id = :me AND x.read_at IS NULL
	UNION ALL
	SELECT x.urgent FROM v_user_unit u JOIN notice x ON x.city = u.city AND x.unit_id = u.unit_id
	WHERE u.city = :city AND u.user_id = :me AND x.read_at IS NULL
) p

-- name: notice_mark
-- perm: SELF
UPDATE notice SET read_at = :now, read_by_id = :me
WHERE city = :city AND id = :id AND read_at IS NULL
	AND (user_id = :me OR unit_id IN (
		SELECT u.unit_id FROM v_user_unit u WHERE u.city = :city AND u.user_id = :me))

-- name: notice_seen
SELECT n.read_at FROM notice n
WHERE n.city = :city AND n.id = :id
	AND (n.user_id = :me OR n.unit_id IN (
		SELECT u.unit_id FROM v_user_unit u WHERE u.city = :city AND u.user_id = :me))

-- name: notice_mark_all
-- perm: SELF
UPDATE notice SET read_at = :now, read_by_id = :me
WHERE city = :city AND read_at IS NULL
	AND (user_id = :me OR unit_id IN (
		SELECT u.unit_id FROM v_user_unit u WHERE u.city = :city AND u.user_id = :me))

-- name: notice_mark_about
-- perm: none
UPDATE notice SET read_at = :now, read_by_id = :me
WHERE city = :city AND about = :about AND about_id = :about_id AND read_at IS NULL

-- name: notice_mark_kind
-- perm: none
UPDATE notice SET read_at = :now, read_by_id = :me
WHERE city = :city AND about = :about AND about_id = :about_id AND kind LIKE :kind AND read_at IS NULL

-- name: notice_forget_old
-- perm: ERASE
DELETE FROM notice WHERE city = :city AND id IN (SELECT n.id FROM notice n WHERE n.city = :city AND n.id < :before_id ORDER BY n.id LIMIT :max_n)
