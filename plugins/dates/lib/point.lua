--- One expression without from, between, before: a day, a stretch, a time, now.
local away = require "lib.away"
local calendar = require "lib.calendar"
local clock = require "lib.clock"
local moment = require "lib.moment"
local span = require "lib.span"
local stretch = require "lib.stretch"
local times = require "lib.times"
local value = require "lib.value"
local set = require("lib.words").set

local point = {}

local on_day, on_part = times.on_day, times.on_part

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
            if unit and P.now and (phase.phase == "end" or phase.phase == "start" or phase.phase == "mid")
                and not P.PLURAL[P.word[k]]
                and (unit.unit == "Y" or unit.unit == "M" or unit.unit == "W" or unit.unit == "Q") then
                node = stretch.at(P, unit.unit, 0, l)
            end
        end
        if node and node.grain == "D" then
            local d = moment.dated(P, node.j)
            if d and d.k == "day" and d.value then
                return {k = "day", type = "DATE", value = d.value, serial = d.serial,
                    b = d.serial, f = d.serial, j = d.j, cut = true}
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
            local d = moment.dated(P, P.word[k] == "the" and k + 1 or k)
            if d and d.k == "day" and d.part and d.value and (phase.phase == "early" or phase.phase == "late") then
                return on_part(d, d.part, phase.phase, d.j)
            end
            if d and d.k == "day" and not d.part and d.value and not d.holiday and (phase.phase == "end"
                or phase.phase == "mid" or phase.phase == "early" or phase.phase == "late") then
                local out = {k = "day", type = "DATE", value = d.value,
                    b = d.serial, f = d.serial, serial = d.serial, j = d.j}
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

function point.nowish(P, i)
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
    -- "in the past" decade, two years
    local next_class = a and P.word[j - 1] == "past" and P:class(j)
    if next_class == "unit" or next_class == "number" or next_class == "digits" or next_class == "vague-number" then
        return nil
    end
    if a then
        return {k = "vague", type = a.timex or "DATE", value = a.value, j = j}
    end
    a, j = P:is(i, "phase-of")
    if a then
        if not P.now then
            return {k = "span", type = "DATE", j = j}
        end
        local node = stretch.at(P, a.unit, 0, j)
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
        local node = stretch.at(P, a.unit, 0, j)
        node.f, node.type = P.now.serial, "DATE"
        return node
    end
    a, j = P:is(i, "until-now")
    if a and P.word[i] ~= "to" then
        return {k = "open", type = "DATE", value = "PRESENT_REF", f = P.now and P.now.serial, j = j}
    end
end

function point.longer(best, node)
    return node and node.j and (not best or node.j > best.j) and node or best
end

-- By what an expression begins with (text:class), what it can be.
local HAS_DATE = set "digits number ordinal month the weekday holiday day shift that final phase"
local HAS_SPAN = set [[digits number ordinal month the shift that unit season holiday decade code
    vague-number fiscal
    financial school academic calendar final w/c phase]]
local HAS_TIME = set [[digits number clock at @ around about circa approximately from between in for part
    phase a
    fraction unit]]
local HAS_LENGTH = set "digits number vague-number a an another fraction in within more less"
local HAS_NOW = set "now vague phase-of to-date until-now"
-- What must follow the small words among them.
local A_TIME = set "fraction unit"
local A_LENGTH = set "unit fraction vague-number more half quarter full whole number digits"
local IN_TIME = set "part phase the half shift between digits number"
local IN_LENGTH = set "digits number vague-number a an another fraction less more the shift half"
local FOR_TIME = set "digits number a fraction clock half"

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
function point.read(P, i)
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
        local d = moment.dated(P, i)
        if d then
            d = d.k == "day" and moment.with_time(P, d) or d
            d.type = d.type or "DATE"
            best = d
        end
    end
    if HAS_SPAN[class] then
        best = point.longer(best, spanned(P, i))
    end
    if P.timed and may_be_time(P, class, i) then
        best = point.longer(best, moment.timed(P, i))
    end
    if P.lengthy and may_be_length(P, class, i) then
        best = point.longer(best, away.read(P, i))
    end
    if class == "weekday" and P.has.unit then
        best = point.longer(best, away.weekday(P, i))
    elseif HAS_NOW[class] then
        best = point.longer(best, point.nowish(P, i))
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

point.HAS_DATE, point.HAS_SPAN, point.HAS_NOW, point.A_LENGTH = HAS_DATE, HAS_SPAN, HAS_NOW, A_LENGTH

return point
