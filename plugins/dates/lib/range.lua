--- Two ends: from May to June, 3 to 5 May, between Monday and Friday; a length from a day on; and
-- days in a list.
local calendar = require "lib.calendar"
local clock = require "lib.clock"
local day = require "lib.day"
local length = require "lib.length"
local point = require "lib.point"
local span = require "lib.span"
local stretch = require "lib.stretch"
local times = require "lib.times"
local value = require "lib.value"

local range = {}

local TO = times.TO

local function first_day(node)
    return node.whole_b or node.b
end

local function end_value(node, closing)
    if closing and node.cut == "end" and node.whole_f then
        return value.iso(node.whole_f + 1), node.whole_f
    end
    if closing and node.cut == "start" then
        return value.iso(node.whole_b or node.b), node.b
    end
    if closing and node.cut == "end" and node.f then
        return value.iso(node.f + 1), node.f
    end
    if node.cut == "mid" and node.whole_b then
        local middle = node.whole_b + (node.whole_f - node.whole_b + 1) // 2
        return value.iso(middle), middle
    end
    if node.cut == "end" and node.whole_f then
        return value.iso(node.whole_f + 1), node.whole_f + 1
    end
    return node.b and value.iso(first_day(node)), closing and node.f or node.b
end

local function is_date(node)
    return node and (node.k == "day" or node.k == "span" or node.k == "now") and node.type ~= "TIME"
end

--- Move a day or month without year so that the range runs forward, near its other end.
local function align(P, a, b)
    if not (P.now and a.b and b.b) then
        return
    end
    local a_open = a.raw and a.raw.m and not a.raw.y
    local b_open = b.raw and b.raw.m and not b.raw.y
    local function to_year(n, y)
        if n.k == "day" then
            if calendar.exists(y, n.raw.m, n.raw.d) then
                n.serial = calendar.serial(y, n.raw.m, n.raw.d)
                n.b, n.f, n.value = n.serial, n.serial, value.iso(n.serial)
            end
        else
            local s = stretch.of_month(y, n.raw.m)
            local cut = n.cut
            n.b, n.f, n.value = s.b, s.f, s.value
            n.whole_b, n.whole_f = nil, nil
            if cut then
                span.cut(P, n, cut)
            end
        end
    end
    if a_open and not b_open then
        local y = calendar.civil(b.b)
        to_year(a, y)
        if a.b > b.b then
            to_year(a, y - 1)
        end
    elseif b_open then
        local y = calendar.civil(a.b)
        to_year(b, y)
        if b.b < a.b then
            to_year(b, y + 1)
        end
    end
end

--- What of a date was said, before a year was found for it.
local function raw_of(P, i)
    local phase, j = P:is(i, "phase")
    local k = phase and j or i
    local d, s = day.read(P, k), span.read(P, k)
    if d and d.k == "day" and (not s or d.j >= s.j) then
        return {m = d.m, d = d.d, y = d.y, wd = d.wd, only = d.only}
    end
    return s and {m = s.m, y = s.y, q = s.q}
end

local function between(P, a, b, j)
    if a.k == "now" then
        a = {k = "day", b = a.b, f = a.f, value = a.b and value.iso(a.b) or "PRESENT_REF", serial = a.b}
    end
    if b.k == "now" then
        b = {k = "day", b = b.b, f = b.f, value = b.b and value.iso(b.b) or "PRESENT_REF", serial = b.b}
    end
    align(P, a, b)
    -- from Monday to Friday
    if a.b and b.b and b.raw and b.raw.only and b.b < a.b then
        local s = a.b + (b.raw.wd - calendar.weekday(a.b)) % 7
        b.b, b.f, b.serial = s, s, s
    end
    local out = {k = "dates", type = "DATE", j = j}
    local va, vb = a.value, b.value
    if a.b and b.b then
        va = end_value(a, false)
        vb, out.f = end_value(b, true)
        out.b = a.cut == "end" and first_day(a) or a.b
        if out.b > out.f then
            return nil
        end
    end
    if not va or not vb then
        return {k = "dates", type = "DATE", j = j}
    end
    out.value = va .. "/" .. vb
    return out
end

function range.copy(t)
    local c = {}
    for k, v in pairs(t) do
        c[k] = v
    end
    return c
end

--- The end of a range: a day, a stretch or now; a copy that may be moved.
local function ending(P, i)
    local p = point.read(P, i)
    if P:is(i, "now") then
        p = point.nowish(P, i)
    end
    if p and p.k == "moment" and p.of_day and p.of_day.j < p.j then
        return nil
    end
    if not is_date(p) or p.this and not P.word[i] == "the" then
        return nil
    end
    p = range.copy(p)
    p.raw = raw_of(P, i)
    return p
end

--- 3 to 5 May, 4-23 in next month, May 3-5, the ninth and the seventeenth of April.
local function days_of_month(P, i, sep, from)
    local w = P.word[i]
    local j = w == "the" and i + 1 or i
    local d, k, ordinal = P:daynum(j)
    if d and (P.word[j]:find("^%d") or ordinal or from) and sep[P.word[k]] then
        local b = P.word[k + 1] == "the" and k + 2 or k + 1
        local e, l = P:daynum(b)
        if e then
            local of = P.word[l] == "of" or P.word[l] == "in"
            local m = of and l + 1 or l
            local month, n = P:is(m, "month")
            local node
            if month and not month.phase and e > d then
                -- the second day knows the month, and perhaps the year
                local whole = day.read(P, b)
                if whole and whole.m then
                    node = whole
                end
                n = whole and whole.j or n
            elseif month and not month.phase then
                return nil
            elseif of and from and P.now then
                local s = span.shifted(P, m)
                if s and s.grain == "M" and e > d then
                    local y, mm = calendar.civil(s.b)
                    node = {k = "day", y = y, m = mm, d = e, j = s.j}
                    n = s.j
                end
            end
            if node then
                local first = range.copy(node)
                first.d = d
                node = day.settle(P, node, i)
                if node.serial then
                    local y = calendar.civil(node.serial)
                    if not calendar.exists(y, first.m, d) then
                        return nil
                    end
                    local s = calendar.serial(y, first.m, d)
                    return {k = "dates", type = "DATE", b = s, f = node.serial, j = n,
                            value = value.iso(s) .. "/" .. value.iso(node.serial)}
                end
                return {k = "dates", type = "DATE", j = n,
                        value = value.partial(first.y, first.m, d) .. "/" .. value.partial(first.y, first.m, e)}
            end
        end
    end
    local month, l = P:is(i, "month")
    if month and not month.phase then
        local a, m = P:daynum(P.word[l] == "the" and l + 1 or l)
        if a and sep[P.word[m]] then
            local b = P.word[m + 1] == "the" and m + 2 or m + 1
            local e, n = P:daynum(b)
            if e and e > a and not P:is(n, "month") and not P:is(n, "half") and calendar.exists(nil, month.n, e) then
                local y, o = nil, n
                local c = P.word[n] == "," and n + 1 or n
                local yy, oo = P:year(c)
                if yy then
                    y, o = yy, oo
                end
                local node = day.settle(P, {k = "day", y = y, m = month.n, d = e, j = o}, i)
                if node.serial then
                    local s = node.serial - (e - a)
                    return {k = "dates", type = "DATE", b = s, f = node.serial, j = o,
                            value = value.iso(s) .. "/" .. value.iso(node.serial)}
                end
                return {k = "dates", type = "DATE", j = o,
                        value = value.partial(y, month.n, a) .. "/" .. value.partial(y, month.n, e)}
            end
        end
    end
end

local ALSO = {["and"] = true, ["or"] = true, [","] = true, ["&"] = true}

--- 18 and 19 June, May 5 and 6: a day whose month another one says.
function range.listed(P, i)
    local d, j, ordinal = P:daynum(i)
    if d and ALSO[P.word[j]] and (ordinal or P.word[i]:find("^%d")) then
        local k = j + 1
        if P.word[j] == "," and ALSO[P.word[k]] then
            k = k + 1
        end
        local other = day.read(P, k)
        if other and other.k == "day" and other.m and other.d and other.d > d and not P:is(k, "month")
            and not other.slash then
            return day.settle(P, {k = "day", type = "DATE", y = other.y, m = other.m, d = d, j = j}, i)
        end
        local e, l = P:daynum(k)
        if e and e > d and ALSO[P.word[l]] then
            local last = range.listed(P, k)
            if last and last.m then
                return day.settle(P, {k = "day", type = "DATE", y = last.y, m = last.m, d = d, j = j}, i)
            end
        end
    end
end

local AND = {["and"] = true, ["-"] = true, ["–"] = true, ["~"] = true, through = true, to = true}

--- A bare day of the month as the first end: from the 27th to the 3rd of April.
local function bare_day(P, i)
    local j = P.word[i] == "the" and i + 1 or i
    local d, k, ordinal = P:daynum(j)
    if d and ordinal then
        local node = day.settle(P, {k = "day", d = d, j = k}, i)
        node.raw = {d = d}
        return node
    end
end

--- from A to B, between A and B, A to B, A - B.
function range.read(P, i)
    local w = P.word[i]
    local open = w == "from" and TO or (w == "between" or w == "in" and P.word[i + 1] == "between") and AND or nil
    local j = i
    if open then
        j = (w == "in" and i + 2 or i + 1)
    end
    local sep = open or TO
    local best = days_of_month(P, j, sep, open ~= nil)
    -- the first end, as short as leaves room for a second
    local a = ending(P, j)
    local to_date = a and P:is(a.j, "until-now")
    if to_date and a.k ~= "now" then
        local now = {k = "now", b = P.now and P.now.serial, f = P.now and P.now.serial}
        local _, after_now = P:is(a.j, "until-now")
        return between(P, a, now, after_now)
    end
    if (not a or not sep[P.word[a.j]]) and open then
        local b = bare_day(P, j)
        if b and sep[P.word[b.j]] then
            a = b
        end
    end
    if not a and not open then
        return best
    end
    local months = a and a.weak and a.k == "span" and (sep[P.word[a.j]] and P:is(a.j + 1, "month"))
        and P.raw[j]:find("^%u")
    if a and (not a.weak or open or P:number_beside(j) or months) and (sep[P.word[a.j]] or P.word[a.j] == ","
        and sep[P.word[a.j + 1]]) then
        local sep_at = sep[P.word[a.j]] and a.j or a.j + 1
        local b = ending(P, sep_at + 1)
        local bare_years = a.bare and b and b.bare
        if b and not (not open and (a.k == "now" or a.this or b.this)) then
            if bare_years and not open and (a.y < 1800 or a.y > 2100 or b.y < a.y) then
                b = nil
            end
            if b and a.type ~= "DURATION" and b.type ~= "DURATION" then
                local out = between(P, a, b, b.j)
                if out and (not best or out.j > best.j) then
                    best = out
                end
            end
        elseif not b and a.raw and open then
            -- from now until 3 min later: a moment
            local p = point.read(P, sep_at + 1)
            if p and p.k == "moment" and p.finish and P.now then
                local from = value.moment(P.now.serial, P.now.seconds or 0)
                if P:is(j, "now") then
                    best = {k = "dates", type = "DATE", j = p.j, value = from .. "/" .. p.finish,
                        begin = from, finish = p.finish}
                end
            end
        end
    end
    -- between 2:00 tomorrow and 4:00; from 2pm till tomorrow 4:30pm
    if open and P.now then
        local p = point.read(P, j)
        local now = P:is(j, "now")
        if p and sep[P.word[p.j]] and (p.k == "clock" or p.k == "moment" or now) then
            local q = point.read(P, p.j + 1)
            local c = not q and clock.read(P, p.j + 1, true)
            if c and c.strong then
                q = times.of_clock(P, c, i)
            end
            if q and (q.k == "clock" or q.k == "moment") and (p.k ~= "clock" or q.k ~= "clock") then
                local d = p.b or q.b
                local from = now and value.moment(P.now.serial, P.now.seconds or 0) or p.k == "clock" and d
                    and value.moment(now and d or P.now.serial, p.c.sec) or p.begin
                local s = q.k == "clock" and q.c.sec
                if s and now and s < (P.now.seconds or 0) and s < 43200 then
                    s = s + 43200
                end
                local to = s and d and value.moment(d, s) or q.finish
                if from and to and (not best or q.j > best.j) then
                    best = {k = "dates", type = "DATE", j = q.j, value = from .. "/" .. to, begin = from, finish = to}
                end
            end
        end
    end
    -- for 3 days, from today; a week starting tomorrow
    if best and open and P.word[i] == "from" then
        best.start = i
    end
    return best
end

--- for 3 days from today; a week starting tomorrow; 3 days starting from next Monday.
function range.lasting(P, i)
    local j = P.word[i] == "for" and i + 1 or i
    local len = length.read(P, j)
    if not len or len.hyphen or not P.now then
        return nil
    end
    local k = P.word[len.j] == "," and len.j + 1 or len.j
    local w = P.word[k]
    local start
    if w == "starting" or w == "beginning" then
        start = j
        k = k + 1
        if P.word[k] == "from" or P.word[k] == "on" then
            k = k + 1
        end
    elseif w == "from" and P.word[i] == "for" then
        k = k + 1
    else
        return nil
    end
    local p = point.read(P, k)
    if not p or not p.b or not (p.k == "day" or p.k == "moment") then
        return nil
    end
    if p.k == "moment" and p.begin then
        local secs = 0
        local h, mi = p.begin:match("T(%d%d):(%d%d)")
        if h then
            secs = tonumber(h) * 3600 + tonumber(mi) * 60
        end
        local s, at = length.move(calendar, p.b, secs, len, 1)
        local to = value.moment(s, at)
        return {k = "dates", type = "DATE", j = p.j, b = p.b, f = s, begin = p.begin,
            finish = to, start = start, value = p.begin .. "/" .. to}
    end
    if length.is_clock(len) then
        return nil
    end
    local s = length.move(calendar, p.b, 0, len, 1)
    return {k = "dates", type = "DATE", j = p.j, b = p.b, f = s - 1, start = start,
        value = value.iso(p.b) .. "/" .. value.iso(s)}
end

--- 14 Feb for 7 hours from 9:30am; 14 Feb from 9:30 for 7 hours is a day with a stretch of times.
-- (with_time reads it.)

return range
