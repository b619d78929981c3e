--- Scripts that are written as one types at the prompt: `entities` alone in a
-- line runs it, `1 + 1` prints. Such a text is no Lua as a whole; entry by
-- entry it is, and with what the prompt does put around its expressions it
-- is a chunk again: nothing of it runs unless all of it can, lines keep their
-- numbers, locals live on.
local entries = {}

local BUDGET = 16 << 20 -- bytes for the compiler: long blocks are tried line by line

local function lines_of(code)
    local lines = {}
    for line in (code .. "\n"):gmatch("(.-)\r?\n") do
        lines[#lines + 1] = line
    end
    return lines
end

--- The form of an entry; nil and true if it goes on, nil and what is wrong.
local function form(text, name)
    -- behind the nil a blank is no expression
    local good, why = load("return nil, " .. text, name, "t")
    if good then
        return "expression"
    end
    local more = why:find("<eof>$")
    good, why = load(text, name, "t")
    if good then
        return "statement"
    end
    return nil, (more or why:find("<eof>$")) and true or why
end

--- The entry that begins in a line: its last line, its text and form; nil and
-- what is wrong.
local function entry_from(lines, first, name, budget)
    local text, why
    for last = first, #lines do
        text = text and text .. "\n" .. lines[last] or lines[last]
        budget.left = budget.left - 2 * #text
        if budget.left < 0 then
            return nil
        end
        local what
        what, why = form(text, name)
        if what then
            return last, text, what
        elseif why ~= true then
            break
        end
    end
    why = select(2, load(("\n"):rep(first - 1) .. text, name, "t"))
    return nil, why
end

-- A command is called in the script, so that its errors name the line.
local BARE = ';show((function(c) if require"assay.command".is(c) then c = c() end return c end)(%s'

--- An entry as code that does what the prompt does, and what closes it in the
-- next line, behind a comment.
local function written(text, what)
    if what == "statement" then
        return ";" .. text, ""
    end
    text = text:gsub("[ \t;]+$", "")
    if text:find("^%s*[%a_][%w_.]*$") then
        return BARE:format(text), "))"
    end
    return ";show(" .. text, ")"
end

--- Compile a text that is no Lua as a whole.
-- @tparam string code
-- @tparam string name of the chunk, as load takes it
-- @treturn function the chunk; or nil, and what is wrong with an entry where
-- there was one before it that only a prompt takes
function entries.load(code, name)
    local lines, out, budget = lines_of(code), {}, {left = BUDGET}
    local closing, typed, first = "", false, 1
    while first <= #lines do
        local last, text, what = entry_from(lines, first, name, budget)
        if not last then
            return nil, typed and text or nil
        end
        typed = typed or what == "expression"
        local piece, close = written(text, what)
        out[#out + 1] = closing .. piece
        closing, first = close, last + 1
    end
    return load(table.concat(out, "\n") .. "\n" .. closing, name, "t")
end

return entries
