--- Makes stretches of the calendar: a year, a month, a week, a quarter, a season, a decade; and the one
-- that is so many from the reference date.
local calendar = require "lib.calendar"
local value = require "lib.value"

local stretch = {}

local SEASONS = {SP = {3, 3}, SU = {6, 3}, FA = {9, 3}, WI = {12, 3}} -- first month, months

function stretch.new(grain, b, f, v, j)
    return {k = "span", grain = grain, b = b, f = f, value = v, j = j}
end

function stretch.of_year(y, j)
    local node = stretch.new("Y", calendar.serial(y, 1, 1), calendar.serial(y, 12, 31), string.format("%04d", y), j)
    node.y = y
    return node
end

function stretch.of_month(y, m, j)
    local node = stretch.new("M", calendar.serial(y, m, 1), calendar.serial(y, m, calendar.month_length(y, m)),
                     string.format("%04d-%02d", y, m), j)
    node.y, node.m = y, m
    return node
end

function stretch.of_week(monday, j, days)
    return stretch.new("W", monday, monday + (days or 7) - 1, value.week(monday), j)
end

--- `n` months from the first of month m of year y.
function stretch.of_months(grain, y, m, n, v, j)
    local b = calendar.serial(y, m, 1)
    local node = stretch.new(grain, b, calendar.add_months(b, n) - 1, v, j)
    node.y = y
    return node
end

function stretch.of_quarter(y, q, j)
    return stretch.of_months("Q", y, q * 3 - 2, 3, string.format("%04d-Q%d", y, q), j)
end

function stretch.of_half(y, h, j)
    local node = stretch.of_months("HY", y, h * 6 - 5, 6, nil, j)
    node.value = value.iso(node.b) .. "/" .. value.iso(node.f + 1)
    return node
end

function stretch.of_season(y, season, j)
    local s = SEASONS[season]
    return stretch.of_months("SEASON", y, s[1], s[2], string.format("%04d-%s", y, season), j)
end

function stretch.of_weekend(monday, j)
    return stretch.new("WE", monday + 5, monday + 6, value.week(monday) .. "-WE", j)
end

function stretch.of_decade(y, j)
    y = y - y % 10
    local node = stretch.of_months("DEC", y, 1, 120, nil, j)
    node.value = string.format("%d-01-01/%d-01-01", y, y + 10)
    return node
end

function stretch.of_century(n, j)
    local y = (n - 1) * 100
    local node = stretch.of_months("CENT", y, 1, 1200, nil, j)
    node.value = string.format("%04d-01-01/%04d-01-01", y, y + 100)
    return node
end

--- The unit that is `n` from the one that the reference date lies in.
function stretch.at(P, unit, n, j)
    local now = P.now
    if unit == "W" then
        return stretch.of_week(calendar.monday(now.serial) + 7 * n, j)
    elseif unit == "WW" then
        return stretch.of_week(calendar.monday(now.serial) + 7 * n, j, 5)
    elseif unit == "FN" then
        local b = calendar.monday(now.serial) + 14 * n
        if n ~= 0 then
            b = n > 0 and now.serial + 14 * (n - 1) or now.serial + 14 * n
        end
        return stretch.new("FN", b, b + 13, value.iso(b) .. "/" .. value.iso(b + 14), j)
    elseif unit == "WE" then
        return stretch.of_weekend(calendar.monday(now.serial) + 7 * n, j)
    elseif unit == "M" then
        local months = now.y * 12 + now.m - 1 + n
        return stretch.of_month(months // 12, months % 12 + 1, j)
    elseif unit == "Q" then
        local quarters = now.y * 4 + (now.m - 1) // 3 + n
        return stretch.of_quarter(quarters // 4, quarters % 4 + 1, j)
    elseif unit == "HY" then
        local halves = now.y * 2 + (now.m - 1) // 6 + n
        return stretch.of_half(halves // 2, halves % 2 + 1, j)
    elseif unit == "Y" then
        return stretch.of_year(now.y + n, j)
    elseif unit == "DEC" then
        return stretch.of_decade(now.y + 10 * n, j)
    elseif unit == "CENT" then
        return stretch.of_century(now.y // 100 + 1 + n, j)
    elseif unit == "D" then
        local s = now.serial + n
        return stretch.new("D", s, s, value.iso(s), j)
    end
end

stretch.SEASONS = SEASONS

return stretch
