--- The longest expression at a place: a point, a range, one with an open end, a length, a set.
local clock = require "lib.clock"
local length = require "lib.length"
local moment = require "lib.moment"
local point = require "lib.point"
local range = require "lib.range"
local set = require "lib.set"
local times = require "lib.times"
local words = require "lib.words"

local join = {}

local AT = times.AT

-- ---- with one end open ----------------------------------------------------------------

function join.open(P, i)
    local side, j, word = moment.opener(P, i)
    if not side then
        return nil
    end
    local p = point.read(P, j)
    local meal
    if not p or (p.k == "part") then
        local a, k = P:is(j, "part")
        if a and a.part:find("^ME") and (word == "after" or word == "before") then
            meal = {k = "part", type = "TIME", value = "T" .. a.part, j = k}
        end
    end
    if P.word[j] == "the" and not p then
        p = point.read(P, j + 1)
    end
    if not p and AT[P.word[j]] then
        p = point.read(P, j + 1)
    end
    if not p and not meal then
        local c = clock.read(P, j, false)
        p = c and times.of_clock(P, c, i)
        if not p and word ~= "by" then
            c = clock.read(P, j, true)
            if c and not c.bare and not c.military then
                p = times.of_clock(P, c, i)
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
    local out = range.copy(p)
    out.k = "open"
    out.side = side
    out.inner = j
    local inclusive = word == "since" or word == "by" or word == "until" or word == "till" or word == "starting"
        or word == "beginning" or word == "equal"
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
local AFTERWARDS = {later = "b", after = "b", afterwards = "b", onwards = "b",
    onward = "b", beyond = "b", greater = "b", above = "b",
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
    local out = range.copy(node)
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
        if unit and not P.PLURAL[P.word[i + 1]] and (unit.unit == "D" or unit.unit == "W" or unit.unit == "M"
            or unit.unit == "Y") then
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
    if P.word[j] == "old" or (P.word[j] == "-" and P.word[j + 1] == "old") or P.word[j] == "of"
        and P.word[j + 1] == "age" then
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
    return {k = "length", type = "DURATION", value = length.value(len), j = j,
            start = not hedged and from or i, len = len}
end

local OPENS = words.set [[before until till by after since starting beginning no not later earlier prior as any
    year > <]]
OPENS.phase, OPENS.unit = true, true
local IS_LENGTH = words.set [[digits number vague-number a an another fraction more less fewer all whole the half
    for one]]

--- The longest expression at `i`, or nil.
function join.read(P, i)
    local class = P:class(i)
    local best = point.read(P, i)
    if class == "from" or class == "between" or class == "in" and P.word[i + 1] == "between"
        or (P.joins and (point.HAS_DATE[class] or point.HAS_SPAN[class] or point.HAS_NOW[class])) then
        best = point.longer(best, range.read(P, i))
    end
    if not best or best.k == "clock" or best.k == "range" then
        if class == "digits" or class == "number" or class == "ordinal" then
            best = point.longer(best, range.listed(P, i))
        end
    end
    if OPENS[class] then
        best = point.longer(best, join.open(P, i))
    end
    local again = set.read(P, i)
    best = best and again and again.j >= best.j and again or point.longer(best, again)
    if P.lengthy and IS_LENGTH[class] and (class ~= "a" and class ~= "an" or point.A_LENGTH[P:class(i + 1)])
        and (class ~= "the" or P.word[i + 1] == "hour") then
        best = point.longer(best, plain_length(P, i))
        best = point.longer(best, range.lasting(P, i))
    end
    if best and best.type and best.k ~= "open" and best.type ~= "SET" and best.type ~= "DURATION" then
        best = open_behind(P, best)
    end
    return best
end

return join
