--- From what was read to values: the reference date, and how dates are written.
local calendar = require "lib.calendar"

local value = {}

--- The reference date of a text like 2026-11-23 or 2026-11-23T10:30, or nil: {serial, y, m, d,
-- seconds}; seconds of the day, nil if it has no time.
function value.reference(date)
    local y, m, d, rest = (date or ""):match("^(%d%d%d%d)%-(%d%d)%-(%d%d)(.*)$")
    if not y then
        return nil
    end
    y, m, d = tonumber(y), tonumber(m), tonumber(d)
    if not calendar.exists(y, m, d) then
        return nil
    end
    local h, mi, s = rest:match("^[T ](%d%d):(%d%d):?(%d?%d?)")
    return {serial = calendar.serial(y, m, d), y = y, m = m, d = d,
            seconds = h and tonumber(h) * 3600 + tonumber(mi) * 60 + (tonumber(s) or 0)}
end

-- A report names the same few days again and again.
local written, n_written = {}, 0

function value.iso(serial)
    local s = written[serial]
    if not s then
        if n_written >= 4096 then
            written, n_written = {}, 0
        end
        s = string.format("%04d-%02d-%02d", calendar.civil(serial))
        written[serial], n_written = s, n_written + 1
    end
    return s
end

--- hh:mm, with seconds where there are any.
function value.time(seconds)
    local h, mi, s = seconds // 3600, seconds // 60 % 60, seconds % 60
    if s ~= 0 then
        return string.format("%02d:%02d:%02d", h, mi, s)
    end
    return string.format("%02d:%02d", h, mi)
end

--- A point `seconds` after the midnight that begins the day.
function value.moment(serial, seconds)
    return value.iso(serial + seconds // 86400) .. "T" .. value.time(seconds % 86400)
end

function value.week(serial)
    return string.format("%04d-W%02d", calendar.iso_week(serial))
end

--- A day of which only a part may be known.
function value.partial(y, m, d)
    return string.format("%s-%s-%s", y and string.format("%04d", y) or "XXXX",
                         m and string.format("%02d", m) or "XX", d and string.format("%02d", d) or "XX")
end

local function plain(n)
    return n == math.floor(n) and string.format("%d", n) or (string.format("%.4f", n):gsub("0+$", ""))
end

local CLOCK = {H = 1, MIN = 2, S = 3}
local ORDER = {"Y", "M", "W", "D", "H", "MIN", "S", "BD", "WE", "WD"}
local LETTER = {MIN = "M"}

--- P3D, PT2H30M, P1Y6M. `length` maps units to numbers.
function value.length(length)
    local date, time = {}, {}
    for _, unit in ipairs(ORDER) do
        local n = length[unit]
        if n then
            local list = CLOCK[unit] and time or date
            list[#list + 1] = plain(n) .. (LETTER[unit] or unit)
        end
    end
    return "P" .. table.concat(date) .. (time[1] and "T" .. table.concat(time) or "")
end

return value
