--- Puts days, stretches, times and lengths together: a time on a day, three days ago, from May to
-- June, before 2010. What comes out has type, value, b, f (days, both included) or begin, finish.
local calendar = require "lib.calendar"
local clock = require "lib.clock"
local day = require "lib.day"
local length = require "lib.length"
local set = require "lib.set"
local span = require "lib.span"
local value = require "lib.value"

local join = {}

local AT = {at = true, ["@"] = true, around = true, about = true, ["for"] = true, by = true, circa = true}
local TO = {to = true, ["-"] = true, ["–"] = true, ["—"] = true, ["~"] = true, till = true, ["until"] = true, untill = true,
            through = true, thru = true,}
local PARTS = {MO = {8, 12}, AF = {12, 16}, EV = {16, 20}, NI = {20, 24}, DT = {8, 18}, NT = {0, 8}, MEB = {8, 12},
               MEL = {11, 13}, MED = {16, 20}, DAWN = {5, 7}, DUSK = {18, 20}, BH = {8, 18}}

--- The hour of a value: 07, 07:30.
function join.hour(c)
    if c.sec % 3600 == 0 and c.whole then
        return string.format("%02d", c.sec // 3600 % 24)
    end
    return value.time(c.sec)
end

-- ---- times, and stretches between two -----------------------------------------------

local function later(a, b)
    -- b is not before a; halves of the day that only one of them has
    if b.half and not a.half and a.h ~= nil then
        local same = a.sec
        if b.sec >= 43200 and same < 43200 and not a.half then
            local moved = a.sec + 43200
            if a.h == 12 then
                moved = a.sec
            end
            if moved < b.sec then
                a.sec = moved
            end
        elseif b.sec < 43200 and a.sec > b.sec and a.h and a.h < 12 then
            a.sec = a.sec + 43200
        end
    elseif a.half and not b.half and b.sec <= a.sec and b.sec < 43200 then
        b.sec = b.sec + 43200
    elseif not a.half and not b.half and b.sec <= a.sec and b.sec < 43200 then
        b.sec = b.sec + 43200
    end
end

local function range_of(a, b, j)
    later(a, b)
    return {k = "range", a = a, b = b, j = j, strong = a.strong or b.strong,
            timed = (a.strong and not a.bare) or (b.strong and not b.bare)}
end

--- Two times: from 5 to 6pm, between 3 and 5, 9:30 - 11, 0730-0930; or a time and a length.
function join.clocks(P, i)
    local w = P.word[i]
    local j = i
    local open = w == "from" and "from" or (w == "between" or w == "in" and P.word[i + 1] == "between") and "between" or nil
    if w == "in" and open then
        j = i + 1
    end
    if open or AT[w] then
        j = j + 1
    end
    local a = clock.read(P, j, true)
    if not a then
        -- for 2.5 hours from 9
        if w == "for" then
            local len = length.read(P, i + 1)
            if len and length.is_clock(len) then
                local k = P.word[len.j] == "," and len.j + 1 or len.j
                local c = P.word[k] == "from" and clock.read(P, k + 1, true)
                if c then
                    return {k = "range", a = c, b = {sec = c.sec + length.seconds(len)}, j = c.j, strong = true, timed = true}
                end
            end
        end
        return nil
    end
    local sep = P.word[a.j]
    if sep == "for" then
        local len = length.read(P, a.j + 1)
        if len and length.is_clock(len) and (open or a.strong) then
            return {k = "range", a = a, b = {sec = a.sec + length.seconds(len)}, j = len.j, strong = true, timed = true}
        end
    end
    if (open == "between" and sep == "and") or TO[sep] then
        local b = clock.read(P, a.j + 1, true)
        if b and not ((a.military or b.military) and not (open and (a.zero or b.zero))) then
            local r = range_of(a, b, b.j)
            r.open = open
            r.at = AT[w]
            return r
        end
    end
end

local function clock_value(c)
    return value.time(c.sec % 86400)
end

--- Where the reference date has a time, the time of day is the next such, or the last where the
-- sentence tells of the past.
local function time_of_clock(P, c, i)
    local out = {k = "clock", type = "TIME", value = "T" .. join.hour(c), j = c.j, c = c}
    local now = P.now
    if now and now.seconds and now.seconds > 0 then
        local sec = c.sec
        local past = P:hint(i, c.j - 1) == "past"
        if not c.fixed and not past and sec <= now.seconds and sec + 43200 > now.seconds and sec < 43200 then
            sec = sec + 43200
        end
        local serial = now.serial
        if past and sec > now.seconds then
            serial = serial - 1
        elseif not past and sec <= now.seconds then
            serial = serial + 1
        end
        out.value = value.moment(serial, sec)
        out.begin, out.finish = out.value, out.value
    end
    return out
end

local function time_of_range(r)
    return {k = "range", type = "TIME", value = clock_value(r.a) .. "/" .. clock_value(r.b), j = r.j, r = r}
end

--- A day and a time become one.
local function on_day(d, c, j)
    local out = {k = "moment", type = "DATE", j = j, b = d.serial, f = d.serial}
    if c.k == "range" then
        if d.serial then
            out.begin, out.finish = value.moment(d.serial, c.a.sec), value.moment(d.serial, c.b.sec + (c.b.sec < c.a.sec and 86400 or 0))
            out.value = out.begin .. "/" .. out.finish
        else
            out.value = d.value .. "T" .. clock_value(c.a) .. "/" .. d.value .. "T" .. clock_value(c.b)
        end
        return out
    end
    if d.serial then
        out.value = value.moment(d.serial, c.sec)
        out.begin, out.finish = out.value, out.value
    else
        out.value = d.value .. "T" .. join.hour(c)
    end
    return out
end

local function on_part(d, part, phase, j)
    local out = {k = "moment", type = "DATE", j = j, b = d.serial, f = d.serial, part = part}
    out.value = d.value .. "T" .. part
    local hours = PARTS[part]
    if d.serial and hours then
        local from, to = hours[1], hours[2]
        if phase == "early" then
            to = (from + to) / 2
        elseif phase == "late" then
            from = (from + to) / 2
        end
        out.begin, out.finish = value.moment(d.serial, math.floor(from * 3600)), value.moment(d.serial, math.floor(to * 3600))
    end
    return out
end

--- this morning, last evening, next night: a part of today's, yesterday's or tomorrow's day.
local function shifted_part(P, i)
    local phase, j = P:is(i, "phase")
    local from = phase and j or i
    if phase and P.word[from] == "the" then
        from = from + 1
    end
    local shift, k = P:shift(from)
    if not shift then
        return nil
    end
    local ph, l = P:is(k, "phase")
    local a, m = P:is(ph and l or k, "part")
    if not a or a.part:find("^ME") then
        return nil
    end
    if not P.now then
        return {k = "day", part = a.part, unknown = true, j = m, value = "XXXX-XX-XX"}
    end
    local s = P.now.serial + shift.n
    return {k = "day", serial = s, value = value.iso(s), part = a.part, j = m, phase = phase and phase.phase or ph and ph.phase}
end

local DAY_BEGINS = {digits = true, number = true, ordinal = true, month = true, the = true, weekday = true, holiday = true,
                    day = true, shift = true, that = true, final = true, phase = true}

--- A day with what of the day stands beside it.
local function dated(P, i)
    if not DAY_BEGINS[P:class(i)] then
        return nil
    end
    local d = shifted_part(P, i)
    local plain = day.read(P, i)
    if plain and (not d or plain.j > d.j) then
        d = plain
    end
    if not d or d.k ~= "day" then
        return d
    end
    if d.m and not d.wd then
        d = day.weekday_behind(P, d)
    end
    if d.unknown then
        d.value = d.value or nil
    else
        d = day.settle(P, d, i)
    end
    if d.sec then
        return on_day(d, {sec = d.sec}, d.j)
    end
    return d
end

-- Words that open one end, and which: "b" is known, or "f".
local OPEN = {before = "f", ["until"] = "f", till = "f", by = "f", after = "b", since = "b", starting = "b", beginning = "b",
              past = nil}

local function opener(P, i)
    local w, v = P.word[i], P.word[i + 1]
    if w == "no" and v == "later" and P.word[i + 2] == "than" or w == "not" and v == "later" and P.word[i + 2] == "than" then
        return "f", i + 3, "by"
    elseif w == "later" and v == "than" then
        return "b", i + 2, "after"
    elseif w == "earlier" and v == "than" then
        return "f", i + 2, "before"
    elseif w == "prior" and v == "to" then
        return "f", i + 2, "before"
    elseif w == "as" and (v == "early" or v == "late") and P.word[i + 2] == "as" then
        return v == "early" and "b" or "f", i + 3, "since"
    elseif w == "any" and v == "time" and P.word[i + 2] == "from" then
        return "b", i + 3, "since"
    elseif w == "up" and v == "to" then
        return nil
    elseif (w == "starting" or w == "beginning") then
        local j = i + 1
        if P.word[j] == "on" or P.word[j] == "from" or P.word[j] == "in" then
            j = j + 1
        end
        return "b", j, "since"
    elseif w == "year" and v == "greater" and P.word[i + 2] == "than" then
        return "b", i + 3, "after"
    elseif w == ">" or w == "<" then
        local j = i + 1
        local equal = P.word[j] == "=" or P.word[j] == "=2019"
        if P.word[j] == "=" then
            j = j + 1
        end
        return w == ">" and "b" or "f", j, equal and "equal" or "strict"
    end
    local side = OPEN[w]
    if side then
        return side, i + 1, w
    end
end

--- before 4pm, later than 10 in the morning, by 2 in the afternoon: behind a day.
local function open_time(P, i)
    local side, j, word = opener(P, i)
    if not side then
        return nil
    end
    local c = clock.read(P, j)
    if not c and word ~= "by" then
        c = clock.read(P, j, true)
        c = c and not c.bare and not c.military and c or nil
    end
    if c then
        return side, c
    end
end

local function weak_allowed(P, j)
    local w = P.word[j]
    return w == nil or P.STOP[w] or false
end

--- Behind a day: a time, a stretch of time, a part of the day.
local function with_time(P, d)
    if d.k ~= "day" or not d.part and (d.j > P.last or not P.timed) then
        return d
    end
    local j = d.j
    local part, phase = d.part, d.phase
    local jp = j
    -- a part of the day first: Monday morning, tomorrow early in the morning
    if not part then
        local k = (P.word[j] == "," or P.word[j] == "-") and j + 1 or j
        local a, l, prep, ph = clock.part(P, k)
        if a and P.PLURAL[P.word[l - 1]] and not prep then
            a = nil
        end
        if a and not (a.part:find("^ME") ) and not (d.holiday) and P.word[k] ~= "of" and (P.word[k] ~= "during") then
            part, phase, jp = a.part, ph or a.phase, l
        else
            local half, m = P:is(j, "half")
            if half then
                part, jp = half.half == "am" and "MO" or "AF", m
            end
        end
    end
    local k = jp
    local w = P.word[k]
    if w == "," or w == "-" or w == "—" then
        k = k + 1
        w = P.word[k]
    end
    local best
    local r = join.clocks(P, k)
    if r and (r.timed or r.open or w == "at" or weak_allowed(P, r.j) or P:is(r.j, "part")) and not (d.holiday and not r.timed) then
        if part then
            clock.in_part(r.a, part)
            clock.in_part(r.b, part)
        end
        if d.serial or d.value then
            best = on_day(d, r, r.j)
            local a, l = P:is(r.j, "part")
            if a and not part then
                clock.in_part(r.a, a.part)
                clock.in_part(r.b, a.part)
                best = on_day(d, r, l)
            end
        end
    end
    if not best then
        local at = AT[w] or w == "from"
        local from = at and w ~= "from" and k + 1 or k
        if at and AT[P.word[from]] then
            from = from + 1
        end
        local c = clock.read(P, from, at or d.relative or d.wd ~= nil)
        if c and not c.strong and not at and not (c.minute_words or c.point) then
            c = nil
        end
        if c and not c.strong and c.bare and not weak_allowed(P, c.j) then
            c = nil
        end
        if c and c.point and not c.strong and not at then
            c = nil
        end
        if c and c.letter and not at and d.holiday then
            c = nil
        end
        if c and not d.unknown and (d.serial or d.value) then
            if part then
                clock.in_part(c, part)
            else
                local a, l = clock.part(P, c.j)
                if a and l and not d.holiday then
                    local before = P.word[c.j]
                    if before ~= "of" then
                        clock.in_part(c, a.part)
                        c.j = l
                    end
                end
            end
            if not (d.holiday and not at) then
                best = on_day(d, c, c.j)
            end
        end
    end
    if best then
        best.of_day = d
        return best
    end
    if not part and not d.holiday and (d.serial or d.value) then
        local side, c = open_time(P, j)
        if side then
            local out = on_day(d, c, c.j)
            out.k, out.of_day = "open", d
            if d.serial then
                out.value = d.value .. "T" .. join.hour(c)
            end
            out.b, out.f = nil, nil
            if side == "b" then
                out.finish = nil
            else
                out.begin = nil
            end
            return out
        end
    end
    if part then
        if d.unknown then
            return {k = "moment", type = "DATE", j = jp, value = nil}
        end
        local out = on_part(d, part, phase, jp)
        out.of_day = d
        return out
    end
    return d
end

local ON = {on = true, of = true, [","] = true, ["for"] = true, ["in"] = true}

--- A time, and the day behind it: 8am this morning, 9:30 on Tuesday, morning of 5 May.
local function timed(P, i)
    local j = i
    local w = P.word[i]
    local around = w == "around" or w == "about" or w == "circa" or w == "approximately"
    local at = w == "at" or w == "@"
    if around or at then
        j = i + 1
        if around and P.word[j] == "at" then
            j = j + 1
        end
    end
    local r = join.clocks(P, i)
    local c = r or clock.read(P, j, true)
    local best
    if c then
        local k = c.j
        -- "8:00 early morning", "from 3-8pm yesterday afternoon"
        local from = ON[P.word[k]] and k + 1 or k
        local d = dated(P, from)
        if d and d.k == "day" and not d.unknown and not (d.only and d.weak) then
            -- a bare number needs a day that is said in one breath
            local bare = not c.strong and (c.k == "range" and not c.timed and not c.open or c.bare or c.military)
            local ok = not bare or at or d.relative or (c.k == "range" and (c.open or d.wd or d.shifted)) or d.part
                or (c.k == "range" and d.serial and not d.m)
            if c.point and not c.strong and not at then
                ok = false
            end
            if ok and not (d.holiday and P.word[k] ~= "on") and not (P.word[k] == "in" and bare) then
                local part, l = d.part, d.j
                if not part then
                    local a, m = P:is(d.j, "part")
                    if a then
                        part, l = a.part, m
                    end
                end
                if part then
                    if c.k == "range" then
                        clock.in_part(c.a, part)
                        clock.in_part(c.b, part)
                    else
                        clock.in_part(c, part)
                    end
                end
                best = on_day(d, c, l)
                best.at_word = at and not r
            end
        end
    end
    -- morning of the 15th, in the morning of 5 May
    local a, k, prep, phase = clock.part(P, i)
    if a and (P.word[k] == "of" or P.word[k] == "on") then
        local d = dated(P, k + 1)
        if d and d.k == "day" and not d.unknown and (not best or d.j > best.j) then
            best = on_part(d, a.part, phase, d.j)
        end
    end
    if best then
        return best
    end
    -- in the morning at 7
    if a and (prep or phase) then
        local at_word = P.word[k]
        if AT[at_word] then
            local later_clock = clock.read(P, k + 1, true)
            if later_clock and later_clock.sec then
                clock.in_part(later_clock, a.part)
                return time_of_clock(P, later_clock, i)
            end
        end
    end
    local out
    if c then
        if c.k == "range" then
            if c.timed then
                out = time_of_range(c)
            elseif c.open and not c.a.bare and not c.b.bare then
                out = time_of_range(c)
            end
            if out and r.at and not c.open then
                out.start = i + 1
            end
        elseif c.strong or (c.point and at and not P.COUNTED[P:ahead(c.j)]) or (c.military and (at or around) and (c.zero or c.sec < 19 * 3600)) or (c.minute_words and c.strong) or (c.bare and at and P.now and P.clock_follow and false) then
            out = time_of_clock(P, c, i)
            if at and c.strong and not c.point then
                out.start = j
            end
        end
        if out then
            local zone, l = P:is(out.j, "zone")
            if zone then
                out.zone, out.j = zone.text, l
            end
        end
    end
    if not out and a and P:behind(i) ~= "good" then
        local meal = a.part:find("^ME")
        local word = P.word[k - 1]
        if (meal and (w == "at" or word:find("time$"))) or (not meal and (prep and w ~= "of" and w ~= "during" or phase or true)) then
            if not (w == "of" or w == "during") and not (meal and not (w == "at" or word:find("time$"))) then
                out = {k = "part", type = "TIME", value = "T" .. a.part, j = k}
                if prep and phase and not P:is(i, "phase") then
                    -- in late afternoon: from "late" on
                    out.start = i + 1
                    while not P:is(out.start, "phase") do
                        out.start = out.start + 1
                    end
                end
            end
        end
    end
    return out
end

-- ---- lengths that point somewhere ----------------------------------------------------

local BACK = {ago = -1, back = -1}
local AHEAD = {hence = 1}

local function moved(P, serial, seconds, len, sign, j)
    local s, secs = length.move(calendar, serial, seconds, len, sign)
    local out = {k = "moment", type = "DATE", j = j}
    if length.is_clock(len) then
        out.value = value.moment(s, secs)
        out.begin, out.finish = out.value, out.value
        out.b, out.f = s, s
    else
        out.value = value.iso(s)
        out.b, out.f, out.serial = s, s, s
        out.k = "day"
        out.moved = true
    end
    return out
end

local function from_now(P, len, sign, j)
    if not P.now then
        return {k = "moment", type = "DATE", j = j}
    end
    return moved(P, P.now.serial, P.now.seconds, len, sign, j)
end

--- three days ago, two weeks from now, in 5 minutes, 2 weeks before Christmas, within a month.
local function pointed(P, i)
    local w = P.word[i]
    local hedge
    local from = i
    if w == "more" and P.word[i + 1] == "than" or w == "less" and P.word[i + 1] == "than" then
        hedge, from = w, i + 2
        w = P.word[from]
    end
    if (w == "in" or w == "within") then
        local len
        local k = from + 1
        if w == "within" and (P.word[k] == "the" or P:shift(k)) then
            local s = span.read(P, k)
            if s and s.counted then
                s.type = "DATE"
                if P.now and s.b and not s.begin then
                    s.b = P.now.serial
                    s.value = value.iso(P.now.serial) .. "/" .. value.iso(length.move(calendar, P.now.serial, 0, s.len, 1))
                end
                return s
            end
        end
        len = length.read(P, k)
        if not len and w == "in" and P:is(k, "vague-number") then
            return nil
        end
        if len and not len.hyphen then
            local j = len.j
            if P.word[j] == "'s" or P.word[j] == "’s" then
                return from_now(P, len, 1, j)
            end
            -- "in two days from today" is what stands behind
            local next_word = P.word[j]
            if next_word == "from" or next_word == "of" or next_word == "after" or next_word == "before" then
                return nil
            end
            if w == "within" then
                if not P.now then
                    return {k = "moment", type = "DATE", j = j}
                end
                local s, secs = length.move(calendar, P.now.serial, P.now.seconds, len, 1)
                local out = {k = "span", type = "DATE", j = j, b = P.now.serial, f = s}
                if length.is_clock(len) then
                    out.begin, out.finish = value.moment(P.now.serial, P.now.seconds or 0), value.moment(s, secs)
                    out.value = out.begin .. "/" .. out.finish
                else
                    out.value = value.iso(P.now.serial) .. "/" .. value.iso(s)
                end
                return out
            end
            local hint = P:hint(i, j - 1)
            if hint == "past" and P.word[i - 1] ~= nil and false then
                return nil
            end
            local out = from_now(P, len, 1, j)
            out.in_length = true
            return out
        end
        return nil
    end
    local len = length.read(P, from)
    if not len or len.hyphen then
        -- 3 fridays from now
        local n, k = P:int(from)
        if n then
            local wd, l = P:is(k, "weekday")
            local a, m = P:is(l or k, "after-length")
            if wd and a and P.now then
                local s
                if a.n > 0 then
                    s = P.now.serial + (wd.n - calendar.weekday(P.now.serial) - 1) % 7 + 1 + (n - 1) * 7
                else
                    s = P.now.serial - (calendar.weekday(P.now.serial) - wd.n - 1) % 7 - 1 - (n - 1) * 7
                end
                return {k = "day", type = "DATE", serial = s, value = value.iso(s), b = s, f = s, j = m}
            end
        end
        return nil
    end
    local j = len.j
    local a, k = P:is(j, "after-length")
    if a then
        local out = from_now(P, len, a.n, k)
        out.ago = a.n < 0
        return out
    end
    local v = P.word[j]
    if v == "later" and P.word[j + 1] ~= "than" then
        if P:shift(j + 1) then
            return nil
        end
        local unit = P:is(j + 2, "unit")
        if P.word[j + 1] == "in" and unit then
            return nil
        end
        return from_now(P, len, 1, j + 1)
    elseif v == "earlier" and not P:shift(j + 1) then
        return from_now(P, len, -1, j + 1)
    end
    local sign = v == "before" and -1 or (v == "after" or v == "from") and 1 or nil
    if not sign then
        return nil
    end
    local d = dated(P, j + 1)
    local base
    if d and d.k == "day" and not d.unknown then
        if not d.serial then
            return nil
        end
        base = d
        -- a day without year is the coming one where something is counted from it
        if d.m and not d.y and P.now and d.serial < P.now.serial then
            local y = calendar.civil(d.serial)
            if calendar.exists(y + 1, d.m, d.d) then
                base = {serial = calendar.serial(y + 1, d.m, d.d), j = d.j}
            end
        elseif d.only and P.now and d.serial < P.now.serial then
            base = {serial = d.serial + 7, j = d.j}
        elseif d.holiday and P.now and d.serial < P.now.serial then
            local holiday = require "lib.holiday"
            local y = calendar.civil(d.serial)
            local b = holiday.days(d.holiday.when, y + 1)
            if b then
                base = {serial = b, j = d.j}
            end
        end
    else
        local now, l = P:is(j + 1, "now")
        if now and P.now then
            base = {serial = P.now.serial, j = l}
        elseif now then
            return {k = "moment", type = "DATE", j = l}
        end
    end
    if not base then
        return nil
    end
    if length.is_clock(len) then
        if v ~= "from" or not P:is(j + 1, "now") then
            return nil
        end
        return from_now(P, len, 1, base.j)
    end
    local out = moved(P, base.serial, 0, len, sign, base.j)
    out.type = "DATE"
    if hedge then
        out.hedge = hedge
        out.start = i
        if hedge == "more" then
            if sign > 0 then
                out.f = nil
            else
                out.b = nil
            end
        else
            out.b, out.f = math.min(base.serial, out.b), math.max(base.serial, out.f)
            out.value = value.iso(sign > 0 and base.serial - (base.serial - base.serial) or out.b) .. "/" .. value.iso(out.f)
        end
    end
    return out
end

--- A number of months or years from now at `i`: in 9 months, a year ago.
function join.away(P, i)
    local class = P:class(i)
    if class ~= "in" and class ~= "digits" and class ~= "number" and class ~= "a" then
        return nil
    end
    local p = pointed(P, i)
    return p and p.moved and p or nil
end

--- Thursday, two years from now; Monday two weeks from now; 3 weeks after Christmas on Friday.
local function weekday_pointed(P, i)
    local wd, j = P:is(i, "weekday")
    if not wd or wd.plural or not P.now then
        return nil
    end
    local k = P.word[j] == "," and j + 1 or j
    local p = pointed(P, k)
    if not p or not p.serial or P.word[k] == "in" or P.word[k] == "within" then
        return nil
    end
    local s = p.serial
    s = s + (wd.n - calendar.weekday(s)) % 7
    if calendar.weekday(p.serial) <= wd.n then
        s = calendar.monday(p.serial) + wd.n - 1
    else
        s = calendar.monday(p.serial) + wd.n - 1
        if s < p.serial and p.serial - s > 3 and not P:is(p.j - 1, "now") then
            s = s + 7
        end
        if s < P.now.serial then
            s = s + 7
        end
    end
    return {k = "day", type = "DATE", serial = s, value = value.iso(s), b = s, f = s, j = p.j}
end

-- ---- one expression without from, between, before ------------------------------------

local function spanned(P, i)
    local phase, j = P:is(i, "phase")
    local node
    if phase then
        local k = j
        local w = P.word[k]
        if w == "in" or w == "of" or w == "-" or w == "on" then
            k = k + 1
        end
        node = span.read(P, k)
        local this = span.this(P, k)
        if not node or this and this.j > node.j then
            node = this or node
        end
        if not node then
            -- end of year, early in the day Wednesday, mid today
            local unit, l = P:is(k, "unit")
            if unit and P.now and (phase.phase == "end" or phase.phase == "start" or phase.phase == "mid") and not P.PLURAL[P.word[k]]
                and (unit.unit == "Y" or unit.unit == "M" or unit.unit == "W" or unit.unit == "Q") then
                node = span.at(P, unit.unit, 0, l)
            end
        end
        if node and node.grain == "D" then
            local d = dated(P, node.j)
            if d and d.k == "day" and d.value then
                return {k = "day", type = "DATE", value = d.value, serial = d.serial, b = d.serial, f = d.serial, j = d.j, cut = true}
            end
            if phase.phase == "end" then
                node.type, node.value = "DATE", node.b and value.iso(node.b) .. "T23:59:59" or node.value
                return node
            end
            if phase.phase ~= "early" and phase.phase ~= "mid" then
                return nil
            end
        end
        if not node then
            local d = dated(P, P.word[k] == "the" and k + 1 or k)
            if d and d.k == "day" and d.part and d.value and (phase.phase == "early" or phase.phase == "late") then
                return on_part(d, d.part, phase.phase, d.j)
            end
            if d and d.k == "day" and not d.part and d.value and not d.holiday and (phase.phase == "end" or phase.phase == "mid" or phase.phase == "early" or phase.phase == "late") then
                local out = {k = "day", type = "DATE", value = d.value, b = d.serial, f = d.serial, serial = d.serial, j = d.j}
                if phase.phase == "end" then
                    out.value = d.value .. "T23:59:59"
                end
                if (phase.phase == "early" or phase.phase == "late") and d.part == nil then
                    return d.relative == nil and out or nil
                end
                return out
            end
            return nil
        end
        if node.k ~= "span" then
            return nil
        end
        node = span.settle(P, node, i)
        node = span.cut(P, node, phase.phase)
        node.start = nil
        node.type = node.type or "DATE"
        node.cut = phase.phase
        -- "middle" alone is no phase; "late 19 people" no year
        if node.bare and node.y and (node.y < 1000 or node.y > 2100) then
            return nil
        end
        node.weak = nil
        node.bare = nil
        return node
    end
    node = span.read(P, i)
    if not node then
        local this = span.this(P, i)
        if this then
            this.type = "DATE"
            this.this = true
            return this
        end
        return nil
    end
    local own = node.phase
    if node.k == "span" then
        node = span.settle(P, node, i)
        if own then
            node = span.cut(P, node, own)
        end
        node.type = node.type or "DATE"
    end
    return node
end

local function nowish(P, i)
    local a, j = P:is(i, "now")
    if a then
        local out = {k = "now", type = "DATE", value = "PRESENT_REF", j = j, open = a.open}
        if P.now then
            out.b, out.f = P.now.serial, P.now.serial
            out.serial = P.now.serial
        end
        return out
    end
    a, j = P:is(i, "vague")
    if a then
        return {k = "vague", type = a.timex or "DATE", value = a.value, j = j}
    end
    a, j = P:is(i, "phase-of")
    if a then
        if not P.now then
            return {k = "span", type = "DATE", j = j}
        end
        local node = span.at(P, a.unit, 0, j)
        if a.unit == "D" then
            -- "end of the day Friday"
            node.value = node.value .. "T23:59:59"
        else
            node = span.cut(P, node, a.phase)
        end
        node.type = "DATE"
        return node
    end
    a, j = P:is(i, "to-date")
    if a then
        if not P.now then
            return {k = "span", type = "DATE", j = j}
        end
        local node = span.at(P, a.unit, 0, j)
        node.f, node.type = P.now.serial, "DATE"
        return node
    end
    a, j = P:is(i, "until-now")
    if a and P.word[i] ~= "to" then
        return {k = "open", type = "DATE", value = "PRESENT_REF", f = P.now and P.now.serial, j = j}
    end
end

local function longer(best, node)
    return node and node.j and (not best or node.j > best.j) and node or best
end

local function a_set(words)
    local out = {}
    for w in words:gmatch("%S+") do
        out[w] = true
    end
    return out
end

-- By what an expression begins with (text:class), what it can be.
local HAS_DATE = a_set "digits number ordinal month the weekday holiday day shift that final phase"
local HAS_SPAN = a_set [[digits number ordinal month the shift that unit season holiday decade code vague-number fiscal
    financial school academic calendar final w/c phase]]
local HAS_TIME = a_set [[digits number clock at @ around about circa approximately from between in for part phase a
    fraction unit]]
local HAS_LENGTH = a_set "digits number vague-number a an another fraction in within more less"
local HAS_NOW = a_set "now vague phase-of to-date until-now"
-- What must follow the small words among them.
local A_TIME = a_set "fraction unit"
local A_LENGTH = a_set "unit fraction vague-number more half quarter full whole number digits"
local IN_TIME = a_set "part phase the half shift between digits number"
local IN_LENGTH = a_set "digits number vague-number a an another fraction less more the shift half"
local FOR_TIME = a_set "digits number a fraction clock half"

local function may_be_time(P, class, i)
    if not HAS_TIME[class] then
        return false
    end
    local next_class = P:class(i + 1)
    if class == "a" then
        return A_TIME[next_class]
    elseif class == "unit" then
        return P.word[i] == "quarter"
    elseif class == "in" then
        return IN_TIME[next_class]
    elseif class == "for" then
        return FOR_TIME[next_class]
    elseif class == "phase" then
        return next_class == "part" or next_class == "the" or next_class == "in" or P:class(P:after(i)) == "part"
            or P:class(P:after(i)) == "the"
    end
    return true
end

local function may_be_length(P, class, i)
    if class == "a" or class == "an" or class == "another" then
        return A_LENGTH[P:class(i + 1)]
    elseif class == "in" or class == "within" then
        return IN_LENGTH[P:class(i + 1)]
    end
    return HAS_LENGTH[class]
end

--- The longest single point or stretch at `i`.
function join.point(P, i)
    local memo = P.points[i]
    if memo ~= nil then
        return memo or nil
    end
    local class = P:class(i)
    if not class then
        return nil
    end
    local best = nil
    if HAS_DATE[class] then
        local d = dated(P, i)
        if d then
            d = d.k == "day" and with_time(P, d) or d
            d.type = d.type or "DATE"
            best = d
        end
    end
    if HAS_SPAN[class] then
        best = longer(best, spanned(P, i))
    end
    if P.timed and may_be_time(P, class, i) then
        best = longer(best, timed(P, i))
    end
    if P.lengthy and may_be_length(P, class, i) then
        best = longer(best, pointed(P, i))
    end
    if class == "weekday" and P.has.unit then
        best = longer(best, weekday_pointed(P, i))
    elseif HAS_NOW[class] then
        best = longer(best, nowish(P, i))
    end
    -- in 7 days at 5pm
    if best and best.moved and (P.word[best.j] == "at" or P.word[best.j] == "@") then
        local c = clock.read(P, best.j + 1, true)
        if c then
            best = on_day(best, c, c.j)
        end
    end
    -- 3 weeks after Christmas on Friday
    if best and best.moved and P.now and P.word[best.j] == "on" then
        local wd, k = P:is(best.j + 1, "weekday")
        if wd and not wd.plural then
            local s = best.serial + (wd.n - calendar.weekday(best.serial)) % 7
            best = {k = "day", type = "DATE", serial = s, value = value.iso(s), b = s, f = s, j = k}
        end
    end
    -- Wednesday evening next week
    if best and best.k == "moment" and best.of_day and best.of_day.only and P.now then
        local shift, k = P:shift(best.j)
        local unit, l = P:is(k or best.j, "unit")
        if shift and unit and unit.unit == "W" and best.part then
            local s = calendar.monday(P.now.serial) + 7 * shift.n + best.of_day.wd - 1
            best = on_part({serial = s, value = value.iso(s)}, best.part, nil, l)
        end
    end
    P.points[i] = best or false
    return best
end

-- ---- two ends -----------------------------------------------------------------------

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
    local ya, yb = a.y or not a.inferred and a.k ~= "day", b.y
    local function year_open(n, raw)
        return raw and raw.m and not raw.y
    end
    local a_open, b_open = year_open(a, a.raw), year_open(b, b.raw)
    local function to_year(n, y)
        if n.k == "day" then
            if calendar.exists(y, n.raw.m, n.raw.d) then
                n.serial = calendar.serial(y, n.raw.m, n.raw.d)
                n.b, n.f, n.value = n.serial, n.serial, value.iso(n.serial)
            end
        else
            local s = span.of_month(y, n.raw.m)
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
    return ya, yb
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

local function between(P, a, b, i, j)
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

local function copy(t)
    local c = {}
    for k, v in pairs(t) do
        c[k] = v
    end
    return c
end

--- The end of a range: a day, a stretch or now; a copy that may be moved.
local function ending(P, i)
    local p = join.point(P, i)
    if P:is(i, "now") then
        p = nowish(P, i)
    end
    if p and p.k == "moment" and p.of_day and p.of_day.j < p.j then
        return nil
    end
    if not is_date(p) or p.this and not P.word[i] == "the" then
        return nil
    end
    if p.weak and not p.raw and p.k == "day" and p.only and false then
        return nil
    end
    p = copy(p)
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
                local first = copy(node)
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
local listed
function listed(P, i)
    local d, j, ordinal = P:daynum(i)
    if d and ALSO[P.word[j]] and (ordinal or P.word[i]:find("^%d")) then
        local k = j + 1
        if P.word[j] == "," and ALSO[P.word[k]] then
            k = k + 1
        end
        local other = day.read(P, k)
        if other and other.k == "day" and other.m and other.d and other.d > d and not P:is(k, "month") and not other.slash then
            return day.settle(P, {k = "day", type = "DATE", y = other.y, m = other.m, d = d, j = j}, i)
        end
        local e, l = P:daynum(k)
        if e and e > d and ALSO[P.word[l]] then
            local last = listed(P, k)
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
function join.range(P, i)
    local w = P.word[i]
    local open = w == "from" and TO or (w == "between" or w == "in" and P.word[i + 1] == "between") and AND or nil
    local j = i
    if open then
        j = (w == "in" and i + 2 or i + 1)
    elseif w == "on" and P:is(i + 1, "month") and false then
        j = i + 1
    end
    local sep = open or TO
    local best = days_of_month(P, j, sep, open ~= nil)
    -- the first end, as short as leaves room for a second
    local a = ending(P, j)
    local to_date = a and P:is(a.j, "until-now")
    if to_date and a.k ~= "now" then
        local now = {k = "now", b = P.now and P.now.serial, f = P.now and P.now.serial}
        local _, after_now = P:is(a.j, "until-now")
        return between(P, a, now, i, after_now)
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
    local months = a and a.weak and a.k == "span" and (sep[P.word[a.j]] and P:is(a.j + 1, "month")) and P.raw[j]:find("^%u")
    if a and (not a.weak or open or P:number_beside(j) or months) and (sep[P.word[a.j]] or P.word[a.j] == "," and sep[P.word[a.j + 1]]) then
        local sep_at = sep[P.word[a.j]] and a.j or a.j + 1
        local b = ending(P, sep_at + 1)
        local bare_years = a.bare and b and b.bare
        if b and not (not open and (a.k == "now" or a.this or b.this)) and (open or a.k ~= "span" or b.k ~= "day" or true) then
            if bare_years and not open and (a.y < 1800 or a.y > 2100 or b.y < a.y) then
                b = nil
            end
            if b and a.type ~= "DURATION" and b.type ~= "DURATION" then
                local out = between(P, a, b, i, b.j)
                if out and (not best or out.j > best.j) then
                    best = out
                end
            end
        elseif not b and a.raw and open then
            -- from now until 3 min later: a moment
            local p = join.point(P, sep_at + 1)
            if p and p.k == "moment" and p.finish and P.now then
                local from = value.moment(P.now.serial, P.now.seconds or 0)
                if P:is(j, "now") then
                    best = {k = "dates", type = "DATE", j = p.j, value = from .. "/" .. p.finish, begin = from, finish = p.finish}
                end
            end
        end
    end
    -- between 2:00 tomorrow and 4:00; from 2pm till tomorrow 4:30pm
    if open and P.now then
        local p = join.point(P, j)
        local now = P:is(j, "now")
        if p and sep[P.word[p.j]] and (p.k == "clock" or p.k == "moment" or now) then
            local q = join.point(P, p.j + 1)
            local c = not q and clock.read(P, p.j + 1, true)
            if c and c.strong then
                q = time_of_clock(P, c, i)
            end
            if q and (q.k == "clock" or q.k == "moment") and (p.k ~= "clock" or q.k ~= "clock") then
                local d = p.b or q.b
                local from = now and value.moment(P.now.serial, P.now.seconds or 0) or p.k == "clock" and d and value.moment(now and d or P.now.serial, p.c.sec) or p.begin
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
local function lasting(P, i)
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
    local p = join.point(P, k)
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
        return {k = "dates", type = "DATE", j = p.j, b = p.b, f = s, begin = p.begin, finish = to, start = start, value = p.begin .. "/" .. to}
    end
    if length.is_clock(len) then
        return nil
    end
    local s = length.move(calendar, p.b, 0, len, 1)
    return {k = "dates", type = "DATE", j = p.j, b = p.b, f = s - 1, start = start, value = value.iso(p.b) .. "/" .. value.iso(s)}
end

--- 14 Feb for 7 hours from 9:30am; 14 Feb from 9:30 for 7 hours is a day with a stretch of times.
-- (with_time reads it.)

-- ---- with one end open ----------------------------------------------------------------

function join.open(P, i)
    local side, j, word = opener(P, i)
    if not side then
        return nil
    end
    if word == "by" and P.word[j] == "the" and false then
        return nil
    end
    local p = join.point(P, j)
    local meal
    if not p or (p.k == "part") then
        local a, k = P:is(j, "part")
        if a and a.part:find("^ME") and (word == "after" or word == "before") then
            meal = {k = "part", type = "TIME", value = "T" .. a.part, j = k}
        end
    end
    if P.word[j] == "the" and not p then
        p = join.point(P, j + 1)
    end
    if not p and AT[P.word[j]] then
        p = join.point(P, j + 1)
    end
    if not p and not meal then
        local c = clock.read(P, j, false)
        p = c and time_of_clock(P, c, i)
        if not p and word ~= "by" then
            c = clock.read(P, j, true)
            if c and not c.bare and not c.military then
                p = time_of_clock(P, c, i)
            end
        end
    end
    p = meal or p
    if not p or p.k == "vague" or p.k == "now" or (p.this and word ~= "before") or p.counted then
        return nil
    end
    if p.k == "open" then
        return nil
    end
    local out = copy(p)
    out.k = "open"
    out.side = side
    out.inner = j
    local inclusive = word == "since" or word == "by" or word == "until" or word == "till" or word == "starting" or word == "beginning" or word == "equal"
    local b, f = p.whole_b or p.b, p.whole_f or p.f
    if side == "b" then
        out.f, out.finish = nil, nil
        out.b = inclusive and p.b or f and f + 1
        if p.k == "day" and word == "after" then
            out.b = p.b and p.b + 1
        end
    else
        out.b, out.begin = nil, nil
        out.f = inclusive and p.f or b and b - 1
    end
    if p.begin then
        out.b, out.f = nil, nil
        if side == "b" then
            out.begin = p.begin
        else
            out.finish = p.finish
        end
        if p.value:find("/") then
            out.value = side == "b" and p.begin or p.finish
        end
    end
    return out
end

--- 2018 or later, 1/1/2016 and after, 3 pm or later.
local AFTERWARDS = {later = "b", after = "b", afterwards = "b", onwards = "b", onward = "b", beyond = "b", greater = "b", above = "b",
                    earlier = "f", before = "f"}

local function open_behind(P, node)
    local j = node.j
    local w = P.word[j]
    local side, k
    if (w == "or" or w == "and") and AFTERWARDS[P.word[j + 1]] then
        side, k = AFTERWARDS[P.word[j + 1]], j + 2
        local following = P:ahead(k)
        if following and following:find("^%a") and P.word[j + 1] ~= "later" and P.word[j + 1] ~= "earlier" then
            return node
        end
    elseif w == "onwards" or w == "onward" then
        side, k = "b", j + 1
    else
        return node
    end
    local out = copy(node)
    out.k, out.j, out.side = "open", k, side
    if side == "b" then
        out.f, out.finish = nil, nil
    else
        out.b, out.begin = nil, nil
    end
    return out
end

-- ---- the longest of all -----------------------------------------------------------------

local function plain_length(P, i)
    local w = P.word[i]
    local from = i
    local hedged
    if (w == "more" or w == "less" or w == "fewer") and P.word[i + 1] == "than" then
        from, hedged = i + 2, true
    elseif w == "all" or w == "whole" then
        local unit, k = P:is(i + 1, "unit")
        if unit and not P.PLURAL[P.word[i + 1]] and (unit.unit == "D" or unit.unit == "W" or unit.unit == "M" or unit.unit == "Y") then
            return {k = "length", type = "DURATION", value = "P1" .. unit.unit, j = k}
        end
    elseif w == "the" and P.word[i + 1] == "hour" then
        return {k = "length", type = "DURATION", value = "PT1H", j = i + 2}
    end
    local len = length.read(P, from)
    if not len then
        return nil
    end
    local first = P.word[from]
    local j = len.j
    -- an age, a second term, three quarters of, the one day
    if P.word[j] == "old" or (P.word[j] == "-" and P.word[j + 1] == "old") or P.word[j] == "of" and P.word[j + 1] == "age" then
        return nil
    end
    if P:ahead(j) == "old" or P:ahead(j) == "-" and P:ahead(j + 1) == "old" then
        return nil
    end
    if len.unit == "S" and (first == "a" or first == "an" or first == "another") and P.word[j - 1] ~= "sec" then
        return nil
    end
    if len.unit == "Q" then
        return nil
    end
    if len.short and (len.unit == "S" or len.unit == "W" or len.unit == "D" and len.n < 4) then
        return nil
    end
    if first == "half" and len.unit ~= "H" and len.unit ~= "Y" and len.unit ~= "D" and len.unit ~= "M" then
        return nil
    end
    return {k = "length", type = "DURATION", value = length.value(len), j = j, start = not hedged and from or i, len = len}
end

local OPENS = a_set "before until till by after since starting beginning no not later earlier prior as any year > <"
OPENS.phase, OPENS.unit = true, true
local IS_LENGTH = a_set "digits number vague-number a an another fraction more less fewer all whole the half for one"

--- The longest expression at `i`, or nil.
function join.read(P, i)
    local class = P:class(i)
    local best = join.point(P, i)
    if class == "from" or class == "between" or class == "in" and P.word[i + 1] == "between"
        or (P.joins and (HAS_DATE[class] or HAS_SPAN[class] or HAS_NOW[class])) then
        best = longer(best, join.range(P, i))
    end
    if not best or best.k == "clock" or best.k == "range" then
        if class == "digits" or class == "number" or class == "ordinal" then
            best = longer(best, listed(P, i))
        end
    end
    if OPENS[class] then
        best = longer(best, join.open(P, i))
    end
    local again = set.read(P, i)
    best = best and again and again.j >= best.j and again or longer(best, again)
    if P.lengthy and IS_LENGTH[class] and (class ~= "a" and class ~= "an" or A_LENGTH[P:class(i + 1)])
        and (class ~= "the" or P.word[i + 1] == "hour") then
        best = longer(best, plain_length(P, i))
        best = longer(best, lasting(P, i))
    end
    if best and best.type and best.k ~= "open" and best.type ~= "SET" and best.type ~= "DURATION" then
        best = open_behind(P, best)
    end
    return best
end

join.TO = TO

return join
