--- What is kept of a session as lines of JSON. JSON holds text alone: bytes that
-- are none, in a path or in what was typed, are written as {"bytes": HEX}.
local core = require "assay.core"
local json = require "assay.json"

local line = {}

local KEY = "bytes"

local function is_bytes(t)
    return type(t[KEY]) == "string" and next(t, next(t)) == nil and not t[KEY]:find("%X")
end

local function hex(text)
    return (text:gsub(".", function(c) return ("%02x"):format(c:byte()) end))
end

local function from_hex(text)
    return (text:gsub("%x%x", function(pair) return string.char(tonumber(pair, 16)) end))
end

local function packed(value)
    if type(value) == "string" and not utf8.len(value) then
        return {[KEY] = hex(value)}
    elseif type(value) ~= "table" then
        return value
    end
    local out = {}
    for key, each in pairs(value) do
        out[key] = packed(each)
    end
    return out
end

local function unpacked(value)
    if type(value) ~= "table" then
        return value
    elseif is_bytes(value) then
        return from_hex(value[KEY])
    end
    for key, each in pairs(value) do
        value[key] = unpacked(each)
    end
    return value
end

--- @treturn string without a line feed
function line.write(data)
    return json.encode(packed(data))
end

--- @treturn any what the line says; nil for what is no JSON
function line.read(text)
    return unpacked(core.state.parse(text))
end

return line
