-- SPDX-License-Identifier: EUPL-1.2
-- The richting of a bericht `b` in the mailbox of party $2; null when it is not in there.
(case when b.verzender = $2::text then 'uit' when b.bestemming = $2::text and b.is_bezorgd then 'in' end)
