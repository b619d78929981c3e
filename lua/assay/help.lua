--- What can be typed, from the description of the API: an overview, all of a
-- name, and what a few words are about.
local api = require "assay.api"
local core = require "assay.core"
local grid = require "assay.table"
local search = require "assay.help.search"
local style = require "assay.style"

local help = {}

local WIDEST = 96 -- columns that prose is filled to
local CALL = 24   -- columns of how a command is called, in the overview
local NARROW = 20 -- of what stands beside a type, at least
local TYPE = 24   -- of a type; what a longer one is of stands below it

local function width_now()
    return math.min(style.columns(80), WIDEST)
end

-- ---- overviews --------------------------------------------------------------

--- As much of a summary as fits, up to where it may end.
local function short(summary, room)
    local text = summary:gsub("%.$", "")
    if core.width(text) <= room then
        return text
    end
    local best
    for _, stop in ipairs {", ", "; ", ": ", " - "} do
        local at = text:find(stop, 1, true)
        while at do
            local head = text:sub(1, at - 1)
            if core.width(head) <= room and #head > #(best or "") then
                best = head
            end
            at = text:find(stop, at + 1, true)
        end
    end
    return best and core.width(best) > room // 3 and best or core.cut(text, room)
end

local function line_of(name, summary, wide)
    local room = style.columns(80) - wide - 3
    if room < NARROW then
        return "  " .. name .. "\n      " .. short(summary, math.max(NARROW, style.columns(80) - 6))
    end
    return "  " .. style.pad(name, wide) .. " " .. short(summary, room)
end

local function section(out, title)
    out[#out + 1] = (#out > 0 and "\n" or "") .. style.paint("bold", title)
end

--- The commands by part, as they are called; parts without one are left out.
local function overview()
    local out, topics = {}, {}
    for _, part in ipairs(api.parts()) do
        local begun = false
        for _, entry in ipairs(part.entries) do
            if entry.kind == "topic" then
                topics[#topics + 1] = ('"%s"'):format(entry.name)
            elseif entry.kind == "command" then
                if not begun then
                    section(out, part.title)
                    begun = true
                end
                local first = (entry.call or entry.name):match("^(.-)  ") or entry.call or entry.name
                out[#out + 1] = line_of(core.width(first) <= CALL and first or entry.name, entry.summary, CALL)
            end
        end
    end
    local rest = 'help "NAME" tells more, help "all" lists functions, methods and types too, '
        .. 'help.search "WORDS" finds them. Topics: ' .. table.concat(topics, ", ") .. "."
    out[#out + 1] = "\n" .. table.concat(style.wrap(rest, width_now()), "\n")
    return table.concat(out, "\n")
end

--- Every name, by part.
local function everything()
    local out = {}
    for _, part in ipairs(api.parts()) do
        section(out, part.title)
        for _, entry in ipairs(part.entries) do
            local name = entry.kind == "topic" and 'help "' .. entry.name .. '"' or entry.name
            out[#out + 1] = line_of(name, entry.summary, 20)
        end
    end
    out[#out + 1] = '\nhelp "NAME" tells more. Everything is Lua 5.4.'
    return table.concat(out, "\n")
end

-- ---- one entry --------------------------------------------------------------

local function add_prose(out, text)
    for paragraph in (text .. "\n\n"):gmatch("(.-)\n%s*\n") do
        if paragraph:find("%S") then
            for _, line in ipairs(style.wrap(paragraph, width_now() - 2)) do
                out[#out + 1] = "  " .. line
            end
        end
    end
end

local function add_lines(out, text, indent)
    for line in (text:gsub("%s+$", "") .. "\n"):gmatch("(.-)\n") do
        out[#out + 1] = line == "" and "" or indent .. line
    end
end

--- A line of a list as written; where it is too long, its last column is broken.
local function add_item(out, line)
    if line == "" then
        out[#out + 1] = ""
        return
    end
    local lead = line:match("^.-%S%s%s+%f[%S]") or line:match("^%s*")
    local room = math.max(20, width_now() - 2 - core.width(lead))
    for i, part in ipairs(style.wrap(line:sub(#lead + 1), room)) do
        out[#out + 1] = "  " .. (i == 1 and lead or (" "):rep(core.width(lead))) .. part
    end
end

--- A topic: prose is filled, lines of lists (with columns or indents) stay.
local function add_topic(out, text)
    local prose = {}
    local function fill()
        add_prose(out, table.concat(prose, " "))
        prose = {}
    end
    for line in (text:gsub("%s+$", "") .. "\n"):gmatch("(.-)\n") do
        if line:find("^%S") and not line:find("%S  ") then
            prose[#prose + 1] = line
        else
            fill()
            add_item(out, line)
        end
    end
    fill()
end

--- A type in lines of at most `room` columns, broken between alternatives.
local function type_lines(text, room)
    local lines, line = {}, ""
    for part in text:gmatch("[^|]+|?") do
        if line ~= "" and core.width(line .. part) > room then
            lines[#lines + 1], line = line, ""
        end
        line = line .. part
    end
    lines[#lines + 1] = line
    return lines
end

--- One value: its name, its type in a column of `wide`, what it is; in a narrow
-- terminal that stands below both.
local function add_value(out, head, value, wide)
    local indent = core.width(head)
    local typed = type_lines(value.type, math.max(20, width_now() - indent))
    local beside = width_now() - indent - wide - 2
    if beside < NARROW then
        for i, line in ipairs(typed) do
            out[#out + 1] = (i == 1 and head or (" "):rep(indent)) .. style.paint("cyan", line)
        end
        for _, line in ipairs(value.doc and style.wrap(value.doc, width_now() - 8) or {}) do
            out[#out + 1] = (" "):rep(8) .. line
        end
        return
    end
    local lines = style.wrap(value.doc or "", beside)
    for i, line in ipairs(typed) do
        local column = style.paint("cyan", style.pad(line, wide))
        local is_last = i == #typed and core.width(line) <= wide
        local doc = is_last and table.remove(lines, 1) or ""
        out[#out + 1] = ((i == 1 and head or (" "):rep(indent)) .. column .. "  " .. doc):gsub("%s+$", "")
    end
    for _, line in ipairs(lines) do
        if line ~= "" then
            out[#out + 1] = (" "):rep(indent + wide + 2) .. line
        end
    end
end

--- Names, types and what they are, below each other; a question mark stands
-- behind what may be left out.
local function add_values(out, values, indent)
    local wide, types, names = 0, 0, {}
    for i, value in ipairs(values) do
        names[i] = (value.name or "") .. (value.optional and "?" or "")
        wide = math.max(wide, core.width(names[i]))
        types = math.max(types, core.width(value.type) <= TYPE and core.width(value.type) or 0)
    end
    for i, value in ipairs(values) do
        add_value(out, indent .. style.pad(names[i], wide) .. (wide > 0 and "  " or ""), value, types)
    end
end

--- The described type that an option table or the rows of a list are of.
local function type_within(text)
    local name = text:match("^([%a_][%w_]*)[%[%]]*$")
    local of = name and api.type(name)
    return of and #of.entry.fields > 0 and of.entry or nil
end

local function add_call(out, entry)
    add_values(out, entry.params, "  ")
    for _, param in ipairs(entry.params) do
        local of = param.name == "options" and type_within(param.type)
        if of then
            out[#out + 1] = "  options, a table with"
            add_values(out, of.fields, "    ")
        end
    end
    for i, result in ipairs(entry.returns) do
        local doc = (result.name and result.name .. ": " or "") .. (result.doc or "")
        local head = i == 1 and "  gives " or "        "
        local lines = style.wrap(doc, math.max(20, width_now() - 10 - core.width(result.type)))
        out[#out + 1] = head .. style.paint("cyan", result.type) .. (doc ~= "" and ", " .. lines[1] or "")
        for k = 2, #lines do
            out[#out + 1] = "          " .. lines[k]
        end
        local of = entry.kind ~= "field" and type_within(result.type)
        if of then
            local names = {}
            for k, field in ipairs(of.fields) do
                names[k] = field.name
            end
            for _, line in ipairs(style.wrap("with " .. table.concat(names, ", "), width_now() - 8)) do
                out[#out + 1] = "        " .. line
            end
        end
    end
end

--- Fields that plugins add to a kind of records, and kinds of their own.
local function added_fields(name)
    local known, more = api.members(name), {}
    for _, kind in ipairs(core.kinds()) do
        for _, field in ipairs(kind.name == name and kind.fields or {}) do
            if not known[field] then
                more[#more + 1] = field
            end
        end
    end
    return more
end

local function add_type(out, entry)
    add_values(out, entry.fields, "  ")
    local of = entry.extends and api.type(entry.extends)
    if of then
        out[#out + 1] = ('  and what every %s has (help "%s")'):format(entry.extends, entry.extends)
    end
    local more = of and added_fields(entry.name) or {}
    if #more > 0 then
        add_prose(out, "Plugins add " .. table.concat(more, ", ") .. ".")
    end
    local own = {}
    for key, member in pairs(api.type(entry.name).members) do
        if member.file then
            own[#own + 1] = (member.kind == "method" and ":" or ".") .. key
        end
    end
    table.sort(own)
    if #own > 0 then
        add_prose(out, "It has " .. table.concat(own, " ") .. ".")
    end
end

local function add_footer(out, entry)
    if entry.example then
        out[#out + 1] = style.paint("dim", "  for example")
        add_lines(out, entry.example, "    ")
    end
    if entry.capability then
        out[#out + 1] = ("  In a plugin it needs the capability %s."):format(entry.capability)
    end
    if entry.since then
        out[#out + 1] = style.paint("dim", "  since " .. entry.since)
    end
end

local function details(entry)
    local title = entry.call or (entry.kind == "type" and entry.name .. "  (a type)") or entry.name
    local out = {style.paint("bold", title)}
    add_prose(out, entry.summary)
    if entry.kind == "topic" then
        out[#out + 1] = ""
        add_topic(out, entry.doc or "")
        return table.concat(out, "\n")
    end
    add_prose(out, entry.doc or "")
    if entry.kind == "type" then
        add_type(out, entry)
    else
        add_call(out, entry)
    end
    add_footer(out, entry)
    return table.concat(out, "\n")
end

-- ---- what a name means -------------------------------------------------------

--- All entries that a name could mean: "find" has `doc:find` too. What is
-- called just so comes first.
local function matching(name)
    local exact, others = {}, {}
    for _, entry in ipairs(api.list()) do
        -- a type without fields that a command gives: the command tells it
        local told = entry.kind == "type" and #entry.fields == 0 and #exact > 0
        if entry.name == name and not told then
            exact[#exact + 1] = entry
        elseif entry.name ~= name and entry.name:match("[.:]([%w_]+)$") == name then
            others[#others + 1] = entry
        end
    end
    return exact, others
end

--- The plugin of that name, and the kind of records that only a plugin knows.
local function from_plugins(name)
    local out = {}
    for _, p in ipairs(core.plugins()) do
        if p.name == name then
            out[#out + 1] = style.paint("bold", "plugin " .. style.clean(name)) .. "\n  "
                .. style.clean(p.summary) .. ('\n  plugin.info "%s" tells more'):format(name)
        end
    end
    for _, kind in ipairs(core.kinds()) do
        if kind.name == name and not api.type(name) then
            out[#out + 1] = style.paint("bold", style.clean(name)) .. "\n  A kind of records that a plugin adds, with "
                .. style.clean(table.concat(kind.fields, ", "))
        end
    end
    return out
end

--- Names that help knows, for completion and near ones.
function help.topics()
    local names, seen = {"all"}, {}
    for _, entry in ipairs(api.list()) do
        if not seen[entry.name] then
            seen[entry.name] = true
            names[#names + 1] = entry.name
        end
    end
    for _, p in ipairs(core.plugins()) do
        if not seen[p.name] then
            names[#names + 1] = p.name
        end
    end
    return names
end

local function nothing_on(topic)
    local near = core.suggest(topic, help.topics())
    if near then
        return ('nothing is known of "%s"; did you mean help "%s"?'):format(style.clean(topic), near)
    end
    return ('nothing is known of "%s"; help.search "%s" looks for the words, help "all" lists everything')
        :format(style.clean(topic), style.clean(topic))
end

local function about(topic)
    local exact, others = matching(topic)
    local parts = {}
    for i, entry in ipairs(#exact > 0 and exact or others) do
        parts[i] = details(entry)
    end
    table.move(from_plugins(topic), 1, 2, #parts + 1, parts)
    if #parts == 0 then
        return nothing_on(topic)
    elseif #exact > 0 and #others > 0 then
        local names = {}
        for i, entry in ipairs(others) do
            names[i] = entry.name
        end
        parts[#parts + 1] = "see also " .. table.concat(names, ", ")
    end
    return table.concat(parts, "\n\n")
end

-- ---- the command --------------------------------------------------------------

local meta = {__name = "help", __tostring = function(h) return h.text end}

--- Help as a value that prints itself.
-- @tparam[opt] string topic a name as typed, a topic, or "all"; a command, too
function help.about(topic)
    local text
    if topic == nil then
        text = overview()
    elseif topic == "all" then
        text = everything()
    elseif type(topic) == "string" then
        text = about(topic)
    else
        local entry = help.of(topic)
        if not entry then
            error(("help: topic must be a name in quotation marks (got %s)"):format(core.type(topic)), 2)
        end
        text = details(entry)
    end
    return setmetatable({text = text}, meta)
end

--- The entry of a live value: a command, or a function of `assay`; or nil.
function help.of(value)
    for _, entry in ipairs(api.list()) do
        if entry.kind == "command" or entry.kind == "function" then
            local at = _G
            for name in entry.name:gmatch("[%w_]+") do
                at = type(at) == "table" and at[name] or nil
            end
            if at ~= nil and rawequal(at, value) then
                return entry
            end
        end
    end
end

--- Entries whose description has the words, the best first.
-- @tparam string words
-- @treturn {table,...} fields name, summary, kind, score
function help.search(words)
    if type(words) ~= "string" then
        error(("help.search: words must be a string (got %s)"):format(core.type(words)), 2)
    end
    local rows = search.entries(api.list(), words)
    return grid.new(rows, {"name", "kind", "summary"},
        ('nothing has the words "%s"; help "all" lists everything'):format(style.clean(words)))
end

local function line(entry)
    return entry and (entry.call or entry.name) .. "  " .. (entry.summary:gsub("%.$", ""))
end

--- One line on a name, or nil.
function help.line(name)
    return line(api.find(name))
end

--- One line on a live value, or nil.
function help.line_of(value)
    return line(help.of(value))
end

return help
