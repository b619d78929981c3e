--- Print any value so that a reader can use it: what the prompt does with
-- the value of an expression.
local core = require "assay.core"
local grid = require "assay.table"
local lazy = require "assay.lazy"
local output = require "assay.output"
local set = require "assay.set"
local style = require "assay.style"

local help = lazy.module "assay.help"
local partial = lazy.module "assay.partial"
local rows = lazy.module "assay.rows"

local show = {}

local ITEMS = 200 -- of a plain table, in all
local DEPTH = 6

local function quote(text)
    local inner = core.clean(text):gsub('["\\]', "\\%0")
    return '"' .. inner .. '"'
end

--- Keys in a stable order: numbers first, then by name.
local function sorted_keys(t)
    local keys = {}
    for key in next, t do
        keys[#keys + 1] = key
    end
    table.sort(keys, function(a, b)
        if type(a) == type(b) and (type(a) == "number"
            or type(a) == "string") then
            return a < b
        end
        if type(a) == type(b) then
            return tostring(a) < tostring(b)
        end
        return type(a) == "number" or (type(a) == "string"
            and type(b) ~= "number")
    end)
    return keys
end

local function key_text(key)
    if type(key) == "string" and key:match("^[%a_][%w_]*$") then
        return key
    end
    return "[" .. (type(key) == "string" and quote(key)
        or style.clean(key)) .. "]"
end

local describe

--- `text` behind the last of the lines if it fits there, else in a new one.
local function fill(lines, text, room)
    local last = lines[#lines]
    if last and core.width(last) + 1 + core.width(text) <= room then
        lines[#lines] = last .. " " .. text
    else
        lines[#lines + 1] = text
    end
end

--- What stands between braces: in one line where it fits. Else fields have
-- lines of their own, and a list is filled in.
-- @tparam {string,...} parts of it
-- @tparam integer n how many of them, the first, are of its list
-- @tparam integer depth that it stands at
-- @tparam integer used columns before it in its line
local function braces(parts, n, depth, used)
    local line = "{" .. table.concat(parts, ", ") .. "}"
    local room = style.columns(80)
    if #parts == 0 or not line:find("\n", 1, true) and used + core.width(line) < room then
        return line
    end
    local pad, lines = ("  "):rep(depth + 1), {}
    for i, part in ipairs(parts) do
        part = i < #parts and part .. "," or part
        if i <= n and not part:find("[{\n]") then
            fill(lines, part, room - #pad)
        else
            lines[#lines + 1] = part
        end
    end
    return "{\n" .. pad .. table.concat(lines, "\n" .. pad) .. "\n" .. ("  "):rep(depth) .. "}"
end

--- The fields of a plain table, the list part without keys; how many are of
-- that part.
local function fields_of(t, state)
    local parts, n = {}, #t
    for i = 1, n do
        parts[i] = describe(rawget(t, i), state, 0)
        if state.left <= 0 then
            return parts, i
        end
    end
    for _, key in ipairs(sorted_keys(t)) do
        if not (math.type(key) == "integer" and key >= 1 and key <= n) then
            local lead = key_text(key) .. " = "
            parts[#parts + 1] = lead .. describe(rawget(t, key), state, core.width(lead))
            if state.left <= 0 then
                return parts, n
            end
        end
    end
    return parts, n
end

local function describe_table(t, state, used)
    if state.seen[t] or state.depth >= DEPTH then
        return "{...}"
    end
    state.seen[t] = true
    state.depth = state.depth + 1
    local parts, n = fields_of(t, state)
    state.depth = state.depth - 1
    state.seen[t] = nil
    if state.left <= 0 then
        parts[#parts + 1] = "..."
    end
    return braces(parts, n, state.depth, 2 * state.depth + used)
end

--- A value as Lua would write it, as far as it can, behind `used` columns.
function describe(value, state, used)
    state.left = state.left - 1
    if type(value) == "string" then
        return quote(value)
    end
    local meta = getmetatable(value)
    if type(value) == "table"
        and not (type(meta) == "table" and meta.__tostring) then
        return describe_table(value, state, used)
    end
    return style.clean(value)
end

--- Rows that are shown of a table; nil: all.
local function limit()
    local n = set.get("limit")
    return core.term.width > 0 and n > 0 and n or nil
end

--- A result in one of the formats of files; nil where it has no rows.
local function in_format(value, mode)
    local list, columns = rows.of(value)
    if not list then
        return nil
    end
    local text
    if mode == "lines" then
        text = rows.text(list, columns, "fields")
        text = text == "" and style.clean(tostring(value)) or text
    else
        text = rows.text(list, columns, mode, {crlf = false})
    end
    -- a file gets what is there, a terminal what it can bear
    if core.term.width > 0 then
        text = core.clean(text, mode == "lines" and "print" or "lines")
    end
    return (text:gsub("\n$", ""))
end

--- Prose that is wider than the terminal goes on in a line below, set in; tables
-- fit.
local function folded(text)
    local width, out = core.term.width, {}
    if width == 0 then
        return text
    end
    for line in (text .. "\n"):gmatch("(.-)\n") do
        out[#out + 1] = style.fold(line, width)
    end
    return table.concat(out, "\n")
end

--- A value as a reader wants it.
local function to_read(value)
    if grid.is(value) then
        return grid.render(value, limit())
    end
    local meta = getmetatable(value)
    if type(value) == "table" and type(meta) == "table" and meta.__show then
        return core.clean(meta.__show(value, limit()), "print")
    elseif type(value) == "table" and type(meta) == "table"
        and meta.__tostring then
        -- What is like a table is as long as one.
        return folded(core.clean(meta.__tostring(value, limit()), "print"))
    elseif type(value) == "function" then
        local line = help.line_of(value)
        return line and folded(line) or style.clean(value)
    end
    return describe(value, {seen = {}, depth = 0, left = ITEMS}, 0)
end

--- The text that `show` prints for a value.
function show.text(value)
    if type(value) == "string" then
        return core.clean(value, "lines")
    end
    local mode = set.get("mode")
    local text = mode ~= "table" and type(value) == "table" and in_format(value, mode)
    if text then
        return text
    end
    local remark = partial.remark(value)
    return to_read(value) .. (remark and "\n" .. style.paint("dim", remark) or "")
end

--- Print values, one below the other, as set.mode says. What is long goes
-- through the pager at a prompt.
function show.print(...)
    local parts = {}
    for i = 1, select("#", ...) do
        parts[i] = show.text((select(i, ...)))
    end
    if #parts > 0 then
        output.write(table.concat(parts, "\n"))
    end
end

return show
