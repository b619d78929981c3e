--- Lua code that is still being written: its tokens up to a place, which
-- brackets are open there, and the expression that ends at a token. Nothing
-- is run.
--
-- A token is {type =, first =, last =} and, by type,
--   "name"    text      a keyword has `keyword`, too
--   "string"  text      what is in it; `open`: the place is within it
--   "comment" `open`: the place is within it
--   "number"  text
--   "sign"    text      one character, or ".." and "..."
-- An open bracket gets `args`, how many commas came behind it, `at`, the token
-- behind the last of them, and `close`, its other half.
local syntax = {}

local KEYWORDS = {}
for word in ("and break do else elseif end false for function goto if in local nil not or repeat return then true "
    .. "until while"):gmatch("%a+") do
    KEYWORDS[word] = true
end
syntax.KEYWORDS = KEYWORDS

local CLOSES = {[")"] = "(", ["]"] = "[", ["}"] = "{"}

-- ---- tokens -----------------------------------------------------------------

--- The end of [==[ ... ]==] that begins at `i`: what is in it, its last byte;
-- nil if none begins here.
local function long_bracket(text, i)
    local level = text:match("^%[(=*)%[", i)
    if not level then
        return nil
    end
    local from = i + #level + 2
    local first, last = text:find("]" .. level .. "]", from, true)
    return text:sub(from, (first or #text + 1) - 1), last
end

--- The end of "..." that begins at `i`: what is in it, its last byte or nil.
local function quoted(text, i)
    local quote = text:sub(i, i)
    local at = i + 1
    while at <= #text do
        local c = text:sub(at, at)
        if c == "\\" then
            at = at + 1
        elseif c == quote or c == "\n" then
            return text:sub(i + 1, at - 1), at
        end
        at = at + 1
    end
    return text:sub(i + 1), nil
end

local function comment(text, i)
    local inner, last = long_bracket(text, i + 2)
    if not inner then
        last = text:find("\n", i, true)
    end
    return {type = "comment", open = not last, last = last or #text}
end

local function string_token(text, i)
    local inner, last
    if text:sub(i, i) == "[" then
        inner, last = long_bracket(text, i)
    else
        inner, last = quoted(text, i)
    end
    return inner and {type = "string", text = inner, open = not last, last = last or #text,
                      from = (last or #text) - #inner + 1}
end

--- The token at `i`.
local function token_at(text, i)
    local c = text:sub(i, i)
    local word = text:match("^[%a_][%w_]*", i)
    if word then
        return {type = "name", text = word, keyword = KEYWORDS[word], last = i + #word - 1}
    end
    local number = text:match("^%.?%d[%w.]*", i)
    if number then
        return {type = "number", text = number, last = i + #number - 1}
    elseif text:sub(i, i + 1) == "--" then
        return comment(text, i)
    elseif c == '"' or c == "'" or text:find("^%[=*%[", i) then
        return string_token(text, i)
    end
    local dots = text:match("^%.%.%.?", i) or c
    return {type = "sign", text = dots, last = i + #dots - 1}
end

--- The tokens of a text without comments; the last may be an open comment.
local function tokens_of(text)
    local list, i = {}, text:find("%S")
    while i do
        local token = token_at(text, i)
        token.first = i
        if token.type ~= "comment" or token.open then
            list[#list + 1] = token
        end
        i = text:find("%S", token.last + 1)
    end
    return list
end

-- ---- brackets ---------------------------------------------------------------

--- Tokens and the brackets that are open behind the last one, the innermost
-- last.
-- @tparam string text what stands before the place
function syntax.read(text)
    local list = tokens_of(text)
    local open = {}
    for i, token in ipairs(list) do
        local sign = token.type == "sign" and token.text
        if sign == "(" or sign == "[" or sign == "{" then
            token.args, token.at, token.index = 0, i + 1, i
            open[#open + 1] = token
        elseif CLOSES[sign] then
            local top = open[#open]
            if top and top.text == CLOSES[sign] then
                top.close, token.opens = i, top.index
                open[#open] = nil
            end
        elseif (sign == "," or sign == ";") and open[#open] then
            local top = open[#open]
            top.args, top.at = top.args + 1, i + 1
        end
    end
    return list, open
end

-- ---- expressions --------------------------------------------------------------

--- Can what ends at token `i` be called or indexed?
local function is_suffixed(list, i)
    local t = list[i]
    if not t then
        return false
    end
    return t.type == "name" and not t.keyword or t.type == "string"
        or t.type == "sign" and (t.text == ")" or t.text == "]" or t.text == "}")
end

--- What stands as an argument from token `first` to `last`: a literal, a
-- table, or something else.
local function argument(list, first, last)
    local t = list[first]
    if t and first == last and t.type == "string" then
        return {literal = t.text}
    elseif t and first == last and t.type == "number" then
        return {number = tonumber(t.text)}
    end
    return {table = t and t.text == "{" or nil}
end

--- Arguments between the tokens of a pair of brackets.
local function arguments(list, open, close)
    local all, depth, from = {}, 0, open + 1
    for i = open + 1, close do
        local t = list[i]
        if t.type == "sign" then
            if i == close or depth == 0 and t.text == "," then
                if i > from then
                    all[#all + 1] = argument(list, from, i - 1)
                end
                from = i + 1
            elseif t.args then
                depth = depth + 1
            elseif t.opens then
                depth = depth - 1
            end
        end
    end
    return all
end

--- A step of the expression that ends at token `i`, and the token before it;
-- nil if it is no step but the start.
local function step_back(list, i)
    local t, before = list[i], list[i - 1]
    if t.type == "name" and before and before.type == "sign" and (before.text == "." or before.text == ":") then
        return {field = t.text, method = before.text == ":"}, i - 2
    elseif t.type == "string" and is_suffixed(list, i - 1) then
        return {call = {{literal = t.text}}}, i - 1
    elseif t.opens and is_suffixed(list, t.opens - 1) then
        if t.text == ")" then
            return {call = arguments(list, t.opens, i), last = i - 1}, t.opens - 1
        elseif t.text == "]" then
            return {index = argument(list, t.opens + 1, i - 1)}, t.opens - 1
        end
        return {call = {{table = true}}}, t.opens - 1
    end
end

--- The expression that ends at token `i`: {name = or literal =, steps}; nil if
-- it is none that names, fields, calls and indexes make up.
function syntax.expression(list, i)
    local steps = {}
    while i >= 1 and is_suffixed(list, i) do
        local step, before = step_back(list, i)
        if not step then
            break
        end
        table.insert(steps, 1, step)
        i = before
    end
    local t = list[i]
    if not t then
        return nil
    elseif t.type == "name" and not t.keyword then
        return {name = t.text, steps = steps}
    elseif t.type == "string" then
        return {literal = t.text, steps = steps}
    elseif t.text == ")" and t.opens then
        local inner = syntax.expression(list, i - 1)
        if inner then
            table.move(steps, 1, #steps, #inner.steps + 1, inner.steps)
        end
        return inner
    end
end

--- The last token of the expression that begins at token `i`; nil if it is not
-- complete.
local function end_of(list, i)
    local t = list[i]
    if not t or t.type ~= "name" or t.keyword then
        return nil
    end
    while true do
        local next_one = list[i + 1]
        if not next_one then
            return i
        elseif next_one.close then
            i = next_one.close
        elseif next_one.type == "string" and not next_one.open then
            i = i + 1
        elseif (next_one.text == "." or next_one.text == ":") and list[i + 2] and list[i + 2].type == "name" then
            i = i + 2
        else
            return i
        end
    end
end

--- The last token of the first argument behind the bracket at token `i`; nil
-- if no comma follows it.
function syntax.argument_end(list, i)
    local k = i + 1
    while list[k] do
        if list[k].text == "," and list[k].type == "sign" then
            return k - 1
        end
        k = (list[k].close or k) + 1
    end
end

--- The names between `for` at token `i` and `in`, and the token behind that.
local function loop_names(list, i)
    local names = {}
    for k = i + 1, #list do
        if list[k].keyword then
            return list[k].text == "in" and names or {}, k + 1
        elseif list[k].type == "name" then
            names[#names + 1] = list[k].text
        end
    end
    return {}
end

--- Is the name at token `k` given a value: `a = x`, and not `a == x`, `b.a = x`
-- or one of several?
local function is_assigned(list, k)
    local before, sign, value = list[k - 1], list[k + 1], list[k + 2]
    return sign ~= nil and sign.text == "=" and not (value and value.text == "=")
        and not (before and (before.text == "." or before.text == "," or before.text == "{"))
end

--- The names between the brackets that open at token `i`: of parameters.
local function names_within(list, i)
    local names = {}
    for k = i + 1, (list[i].close or #list + 1) - 1 do
        local is_one = list[k].type == "name" or list[k].text == "..."
        names[#names + 1] = is_one and list[k].text or nil
    end
    return names
end

--- The name of the function whose `function` is token `i`, where it is a plain
-- one, and the bracket of its parameters.
local function function_at(list, i)
    local name, at = nil, i + 1
    if list[at] and list[at].type == "name" then
        name = list[at].text
        at = at + 1
    elseif list[i - 1] and list[i - 1].text == "=" and list[i - 2] and list[i - 2].type == "name" then
        local before = list[i - 3]
        name = not (before and (before.text == "." or before.text == ":")) and list[i - 2].text or nil
    end
    local open = list[at]
    return name, open and open.type == "sign" and open.text == "(" and at or nil
end

--- The parameters of the function that was last given a name before token `i`.
-- @treturn {string,...} nil: there is none
function syntax.parameters(list, name, i)
    for k = i - 1, 1, -1 do
        if list[k].keyword and list[k].text == "function" then
            local its, open = function_at(list, k)
            if its == name and open then
                return names_within(list, open)
            end
        end
    end
end

--- Names of locals behind `local` at token `i`.
local function local_names(list, i, names)
    local k = i + 1
    while list[k] and list[k].type == "name" and not list[k].keyword do
        names[list[k].text] = true
        k = k + 1
        if list[k] and list[k].text == "<" then
            k = k + 3
        end
        if not list[k] or list[k].text ~= "," then
            return
        end
        k = k + 1
    end
end

--- The names that the tokens give something: as a set. Blocks are not told apart.
function syntax.declared(list)
    local names = {}
    for k, t in ipairs(list) do
        if t.keyword and t.text == "local" then
            local_names(list, k, names)
        elseif t.keyword and t.text == "for" then
            for _, name in ipairs((loop_names(list, k))) do
                names[name] = true
            end
        elseif t.keyword and t.text == "function" then
            local name, open = function_at(list, k)
            names[name or ""] = true
            for _, each in ipairs(open and names_within(list, open) or {}) do
                names[each] = true
            end
        elseif t.type == "name" and not t.keyword and is_assigned(list, k) then
            names[t.text] = true
        end
    end
    return names
end

--- What a name was last said to be before token `i`: {expression =}, with
-- `nth` if it is what a loop gives, or nil. Blocks are not told apart.
function syntax.binding(list, name, i)
    for k = i - 1, 1, -1 do
        local t = list[k]
        if t.type == "name" and t.text == name and is_assigned(list, k) then
            local last = end_of(list, k + 2)
            return last and last < i and {expression = syntax.expression(list, last), at = k}
        elseif t.keyword and t.text == "for" then
            local names, from = loop_names(list, k)
            for nth, each in ipairs(names) do
                local last = each == name and end_of(list, from)
                if last and last < i then
                    return {expression = syntax.expression(list, last), nth = nth, at = k}
                end
            end
        end
    end
end

--- Does an expression end before the bracket or string at token `i`, so that
-- it is called with it?
function syntax.is_call(list, i)
    local t = list[i]
    if t.text == "[" and t.type == "sign" then
        return false
    end
    local before = list[i - 1]
    local behind_function = list[i - 2] and list[i - 2].text == "function"
    return before ~= nil and is_suffixed(list, i - 1) and not behind_function and before.text ~= "function"
end

return syntax
