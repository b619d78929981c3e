--- Readers of what the package libgeonames installs.
-- Input is another package's file: every offset is checked, and what does not
-- fit is an error with the name of the file.
local read = {}

--- The bytes of a file; nil and a message if it cannot be read.
function read.file(path)
    local f, message = io.open(path, "rb")
    if not f then
        return nil, message
    end
    local bytes = f:read("a")
    f:close()
    return bytes
end

--- Lines of a table of ours: without comments and empty lines, split at tabs.
function read.table(path)
    local rows = {}
    for line in io.lines(path) do
        if line ~= "" and line:sub(1, 1) ~= "#" then
            local cells = {}
            for cell in (line .. "\t"):gmatch("([^\t]*)\t") do
                cells[#cells + 1] = cell
            end
            rows[#rows + 1] = cells
        end
    end
    return rows
end

local function align(at, n)
    return at + (-at) % n
end

-- An array of GVariant keeps the ends of its elements behind them, in the
-- smallest unsigned integers that can count its bytes.
local function width_of(size)
    return size <= 0xff and 1 or size <= 0xffff and 2 or 4
end

-- One (sssssssudd) in bytes [from, to) of `data`, 0-based.
local function city(data, from, to, path)
    local texts, at = {}, from
    for i = 1, 7 do
        local stop = data:find("\0", at + 1, true)
        if not stop or stop > to then
            error(path .. ": a city's text has no end", 0)
        end
        texts[i] = data:sub(at + 1, stop - 1)
        at = stop
    end
    local number = from + align(at - from, 4)
    local places = from + align(number + 4 - from, 8)
    if places + 16 > to then
        error(path .. ": a city without coordinates", 0)
    end
    return {
        id = texts[1], name = texts[2], admin = texts[4], alpha2 = texts[5],
        population = string.unpack("<I4", data, number + 1),
        lat = string.unpack("<d", data, places + 1),
        lon = string.unpack("<d", data, places + 9),
    }
end

--- Cities of geonames/cities.compiled, a serialised a(sssssssudd): id, name,
-- code and name of the state, alpha-2 and name of the country, time zone,
-- population, latitude, longitude.
function read.cities(path)
    local data = assert(read.file(path))
    local width = width_of(#data)
    local unpack = "<I" .. width
    if #data < 64 then
        error(path .. ": too short for a list of cities", 0)
    end
    local first = string.unpack(unpack, data, #data - width + 1)
    if first >= #data or (#data - first) % width ~= 0 then
        error(path .. ": not a list of cities", 0)
    end
    local list, from = {}, 0
    for at = first, #data - width, width do
        local to = string.unpack(unpack, data, at + 1)
        from = align(from, 8)
        if to > first or to < from then
            error(path .. ": a city ends outside the list", 0)
        end
        list[#list + 1] = city(data, from, to, path)
        from = to
    end
    return list
end

--- Messages of a gettext catalogue (.mo, either byte order): id -> text. An
-- empty table if there is no such file.
function read.catalogue(path)
    local data = read.file(path)
    local texts = {}
    if not data or #data < 20 then
        return texts
    end
    local magic = string.unpack("<I4", data)
    local order = magic == 0x950412de and "<" or ">"
    if string.unpack(order .. "I4", data) ~= 0x950412de then
        error(path .. ": not a catalogue of gettext", 0)
    end
    local count, ids, values = string.unpack(order .. "I4I4I4", data, 9)
    local function text(at)
        if at + 8 > #data then
            error(path .. ": cut short", 0)
        end
        local size, offset = string.unpack(order .. "I4I4", data, at + 1)
        return data:sub(offset + 1, offset + size)
    end
    for i = 0, count - 1 do
        texts[text(ids + 8 * i)] = text(values + 8 * i)
    end
    return texts
end

return read
