--- Times of day, alone, two of them, and on a day.
local clock = require "lib.clock"
local length = require "lib.length"
local value = require "lib.value"

local times = {}

local AT = {at = true, ["@"] = true, around = true, about = true, ["for"] = true, by = true, circa = true}
local TO = {to = true, ["-"] = true, ["–"] = true, ["—"] = true, ["~"] = true,
    till = true, ["until"] = true, untill = true,
            through = true, thru = true,}
local PARTS = {MO = {8, 12}, AF = {12, 16}, EV = {16, 20}, NI = {20, 24}, DT = {8, 18}, NT = {0, 8}, MEB = {8, 12},
               MEL = {11, 13}, MED = {16, 20}, DAWN = {5, 7}, DUSK = {18, 20}, BH = {8, 18}}

--- The hour of a value: 07, 07:30.
function times.hour(c)
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
function times.clocks(P, i)
    local w = P.word[i]
    local j = i
    local open = w == "from" and "from" or (w == "between" or w == "in" and P.word[i + 1] == "between")
        and "between" or nil
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
                    return {k = "range", a = c, b = {sec = c.sec + length.seconds(len)},
                        j = c.j, strong = true, timed = true}
                end
            end
        end
        return nil
    end
    local sep = P.word[a.j]
    if sep == "for" then
        local len = length.read(P, a.j + 1)
        if len and length.is_clock(len) and (open or a.strong) then
            return {k = "range", a = a, b = {sec = a.sec + length.seconds(len)},
                j = len.j, strong = true, timed = true}
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
function times.of_clock(P, c, i)
    local out = {k = "clock", type = "TIME", value = "T" .. times.hour(c), j = c.j, c = c}
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

function times.of_range(r)
    return {k = "range", type = "TIME", value = clock_value(r.a) .. "/" .. clock_value(r.b), j = r.j, r = r}
end

--- A day and a time become one.
function times.on_day(d, c, j)
    local out = {k = "moment", type = "DATE", j = j, b = d.serial, f = d.serial}
    if c.k == "range" then
        if d.serial then
            out.begin, out.finish = value.moment(d.serial, c.a.sec), value.moment(d.serial,
                c.b.sec + (c.b.sec < c.a.sec and 86400 or 0))
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
        out.value = d.value .. "T" .. times.hour(c)
    end
    return out
end

function times.on_part(d, part, phase, j)
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
        out.begin, out.finish = value.moment(d.serial, math.floor(from * 3600)),
            value.moment(d.serial, math.floor(to * 3600))
    end
    return out
end

times.AT, times.TO = AT, TO

return times
