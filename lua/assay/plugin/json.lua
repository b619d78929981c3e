--- Data as JSON, for `assay plugin ACTION --json`. A table with a first element
-- or without any is a list, another an object, its keys in order of name.
local json = {}

local SHORT = {['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t"}

local function escape(c)
    return SHORT[c] or ("\\u%04x"):format(utf8.codepoint(c))
end

--- Bytes that are no UTF-8 become replacement characters.
local function repaired(text)
    local out, at = {}, 1
    while at <= #text do
        local good, bad = utf8.len(text, at)
        local stop = good and #text or bad - 1
        out[#out + 1] = text:sub(at, stop)
        out[#out + 1] = good and "" or "\u{FFFD}"
        at = stop + 2
    end
    return table.concat(out)
end

local function string_of(text)
    if not utf8.len(text) then
        text = repaired(text)
    end
    text = text:gsub('[%c"\\]', escape):gsub("\u{7F}", "\\u007f")
    -- The controls of Latin-1: a terminal obeys them, too.
    return '"' .. text:gsub("\xC2[\x80-\x9F]", escape) .. '"'
end

local encode

local function list_of(t)
    local parts = {}
    for i, value in ipairs(t) do
        parts[i] = encode(value)
    end
    return "[" .. table.concat(parts, ",") .. "]"
end

local function object_of(t)
    local keys, parts = {}, {}
    for key in next, t do
        keys[#keys + 1] = tostring(key)
    end
    table.sort(keys)
    for i, key in ipairs(keys) do
        parts[i] = string_of(key) .. ":" .. encode(t[key])
    end
    return "{" .. table.concat(parts, ",") .. "}"
end

--- JSON of a string, number, boolean or a table of such.
function encode(value)
    local kind = type(value)
    if kind == "string" then
        return string_of(value)
    elseif kind == "table" then
        return (value[1] ~= nil or next(value) == nil) and list_of(value) or object_of(value)
    elseif kind == "number" or kind == "boolean" then
        return tostring(value)
    end
    error("json: no way to write a " .. kind, 2)
end

json.encode = encode

return json
