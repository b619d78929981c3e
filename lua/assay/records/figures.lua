--- Tolls and sums as what they can be: the least and the most. What a text
-- says before a number ("about", "more than") is a language's business.
local core = require "assay.core"
local gather = require "assay.records.gather"
local language = require "assay.language"

local figures = {}

local VAGUE = 0.1 -- "about 40" may be a tenth more or less

local function says(row, text, class)
    return language.begins(core.norm(text),
        language.words(gather.lang(row), class))
end

local tolls = setmetatable({}, {__mode = "k"}) -- row -> {least, most}

--- The least and the most that a toll can be. A toll is compared with many.
function figures.toll(row)
    local known = tolls[row]
    if not known then
        known = {row.min or 0, row.max or math.huge}
        if row.min and row.max and says(row, row.text, "about") then
            known = {known[1] * (1 - VAGUE), known[2] * (1 + VAGUE)}
        end
        tolls[row] = known
    end
    return known[1], known[2]
end

--- The least and the most that a sum can be.
function figures.sum(row)
    local amount = tonumber(row.amount)
    if not amount then
        return 0, math.huge
    end
    local least, most = amount, math.max(amount, tonumber(row.max) or amount)
    if type(row.hedge) ~= "string" then
        return least, most
    elseif says(row, row.hedge, "more") then
        return least, row.max and most or math.huge
    elseif says(row, row.hedge, "less") then
        return 0, most
    end
    return least * (1 - VAGUE), most * (1 + VAGUE)
end

--- Can two ranges be the same number?
function figures.meet(least_a, most_a, least_b, most_b)
    return least_a <= most_b and least_b <= most_a
end

--- What a least is meant to be: "at least 12" is a count that may still grow,
-- "more than 10" any number up to the next round one.
-- @treturn number the most that somebody who says so much would have in mind
function figures.reach(least)
    local step = 1
    while least > 0 and least % (step * 10) == 0 do
        step = step * 10
    end
    return least + step - 1
end

return figures
