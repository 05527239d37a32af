/**
 * SQL: whether a router `r` with RADIUS, which is the NAS `n`, is silent. One that nobody uses says
 * nothing, and that is no fault. It is silent when the last that was heard of it is older than three
 * interim periods, and told of a session that has not ended properly since: the session is open, or was
 * closed because it was not reported any more.
 */
export const IS_SILENT_NAS = `
  (n.last_packet_at < now() - 3 * radius.interim_interval()
   AND EXISTS (
     SELECT FROM (SELECT s.updated_at, s.stopped_at, s.stop_cause
                    FROM accounting_sessions s
                   WHERE s.user_id = r.user_id AND s.router_id = r.id
                   ORDER BY s.started_at DESC, s.id DESC LIMIT 20) AS newest
      WHERE (stopped_at IS NULL OR stop_cause = 'stale')
        AND updated_at > n.last_packet_at - 2 * radius.interim_interval()))`;
