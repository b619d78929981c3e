--- A day with a time or a part of the day, before it or behind.
local clock = require "lib.clock"
local day = require "lib.day"
local times = require "lib.times"
local value = require "lib.value"

local moment = {}

local AT = times.AT
local on_day, on_part = times.on_day, times.on_part

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
    return {k = "day", serial = s, value = value.iso(s), part = a.part, j = m, phase = phase and phase.phase
        or ph and ph.phase}
end

local DAY_BEGINS = {digits = true, number = true, ordinal = true, month = true,
    the = true, weekday = true, holiday = true,
                    day = true, shift = true, that = true, final = true, phase = true}

--- A day with what of the day stands beside it.
function moment.dated(P, i)
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
local OPEN = {before = "f", ["until"] = "f", till = "f", by = "f", after = "b",
    since = "b", starting = "b", beginning = "b",
              past = nil}

function moment.opener(P, i)
    local w, v = P.word[i], P.word[i + 1]
    if w == "no" and v == "later" and P.word[i + 2] == "than" or w == "not" and v == "later"
        and P.word[i + 2] == "than" then
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
    local side, j, word = moment.opener(P, i)
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
function moment.with_time(P, d)
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
    local r = times.clocks(P, k)
    if r and (r.timed or r.open or w == "at" or weak_allowed(P, r.j) or P:is(r.j, "part")) and not (d.holiday
        and not r.timed) then
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
                out.value = d.value .. "T" .. times.hour(c)
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
function moment.timed(P, i)
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
    local r = times.clocks(P, i)
    local c = r or clock.read(P, j, true)
    local best
    if c then
        local k = c.j
        -- "8:00 early morning", "from 3-8pm yesterday afternoon"
        local from = ON[P.word[k]] and k + 1 or k
        local d = moment.dated(P, from)
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
        local d = moment.dated(P, k + 1)
        if d and d.k == "day" and not d.unknown and (not best or d.j > best.j) then
            best = on_part(d, a.part, phase or a.phase, d.j)
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
                return times.of_clock(P, later_clock, i)
            end
        end
    end
    local out
    if c then
        if c.k == "range" then
            if c.timed then
                out = times.of_range(c)
            elseif c.open and not c.a.bare and not c.b.bare then
                out = times.of_range(c)
            end
            if out and r.at and not c.open then
                out.start = i + 1
            end
        elseif c.strong or (c.point and at and not P.COUNTED[P:ahead(c.j)]) or (c.military and (at or around)
            and (c.zero or c.sec < 19 * 3600)) or (c.minute_words and c.strong) then
            out = times.of_clock(P, c, i)
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
        if (meal and (w == "at" or word:find("time$"))) or not meal then
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

return moment
