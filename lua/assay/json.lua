--- Data as JSON: valid UTF-8 on one line, numbers that read back as the same.
-- A table with a first element or without any is a list, another an object,
-- its keys in order of name.
local core = require "assay.core"

local json = {}

local DEEPEST = 64

local function escape(c)
    return ("\\u%04x"):format(utf8.codepoint(c))
end

--- A string, number, boolean or nil. DEL and the controls of Latin-1 are
-- escaped as well: a terminal obeys them.
local function plain(value)
    if type(value) == "string" and not value:find('[%c"\\\x80-\xFF]') then
        return '"' .. value .. '"'
    end
    local text = core.output.json(value)
    if type(value) == "string" and text:find("[\x7F\xC2]") then
        text = text:gsub("\x7F", "\\u007f"):gsub("\xC2[\x80-\x9F]", escape)
    end
    return text
end

local encode

local function list_of(t, depth)
    local parts = {}
    for i, value in ipairs(t) do
        parts[i] = encode(value, depth)
    end
    return "[" .. table.concat(parts, ",") .. "]"
end

local function object_of(t, depth)
    local keys, values, parts = {}, {}, {}
    for key, value in next, t do
        local name = tostring(key)
        keys[#keys + 1] = name
        values[name] = value
    end
    table.sort(keys)
    for i, key in ipairs(keys) do
        parts[i] = plain(key) .. ":" .. encode(values[key], depth)
    end
    return "{" .. table.concat(parts, ",") .. "}"
end

function encode(value, depth)
    local kind = type(value)
    if kind ~= "table" then
        return plain(value)
    elseif depth == DEEPEST then
        error("json: tables within tables, too deep", 0)
    end
    local is_list = value[1] ~= nil or next(value) == nil
    return (is_list and list_of or object_of)(value, depth + 1)
end

--- JSON of a string, number, boolean or a table of such; what is not a number
-- (NaN) or infinite is null.
-- @treturn string without a line break
function json.encode(value)
    return encode(value, 0)
end

return json
