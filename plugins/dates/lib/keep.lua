--- What is read may still be no time: a year that counts people, the verb "may". Whether to keep
-- it, and where it begins.
local set = require("lib.words").set

local keep = {}

keep.THAT = {n = 0, loose = "true", text = "that"}

--- Words and marks behind a bare number that cannot be what it counts.
keep.STOP = set [[. , ; : ! ? ) ( " ' ” ’ “ - – — and or but to till until in on at of for from with by is was
    are were
    be will has had have would could should this that the a an as when while if because after before since between
    through during than so not who which what we i he she they it you my our please ? then also today tomorrow
    tonight hahaha]]

-- What calls for a month or a year behind it.
local CALLS = set [[in of on by since until till from to through during between before after for around about
    early mid late
    ( , - – / the next last this every each and or year years than & circa spring summer autumn winter fall =]]
keep.COUNTED = set "percent % per cent million billion trillion points km miles kg m metres meters degrees"
keep.VERBAL = set "will to would should could may might can must did does do not n't n’t only shall wo"
keep.BEFORE_DAY = set "on of for by until till since from to before after between and or - – through at"

local MONEY = set [[$ € £ ¥ # us$ no no. nr page pp p. room flight route highway article section rs hk$ a$ c$
    usd eur gbp]]

keep.MONEY = MONEY

local function raw_has_capital(P, i)
    return P.raw[i]:find("^%u") ~= nil
end

local function before(P, i)
    if P.word[i - 1] then
        return P.word[i - 1], P.raw[i - 1]
    end
    if i > P.lo then
        local raw, w = P:token(i - 1)
        return w, raw
    end
end

--- The sentence has nothing but this.
local function alone(P, i, node)
    return i == P.lo and node.j - 1 >= P.hi - 1
end

local function year_ok(P, node, i)
    local w, raw = before(P, i)
    if w and MONEY[w] then
        return false
    end
    if node.y and (node.y < 1000 or node.y > 2199) then
        return false
    end
    if w and (w == "." or w == "-" or w == "/" or w == "+" or w == ":") and P:glued(i) then
        return false
    end
    local behind = P:ahead(node.j)
    if behind == "%" or behind == "percent" or behind == "million" or behind == "billion" or behind == "km" then
        return false
    end
    if (behind == "-" or behind == "/") and P:ahead(node.j + 1) and P:ahead(node.j + 1):find("^%d") and P.word[node.j]
        and P:glued(node.j) and P:ahead(node.j + 2) ~= nil and P:ahead(node.j + 1):find("^%d%d%d?$") then
        return false
    end
    local called = w and CALLS[w]
    local counted = behind and behind:find("^%a+s$") and not keep.STOP[behind] and behind ~= "'s"
    if counted and w ~= "the" and P:ahead(node.j) == behind then
        local j = node.j
        local next_raw = P.raw[j] or P:token(j)
        if next_raw == behind then
            return false
        end
    end
    if behind == "people" or behind == "men" or behind == "women" or behind == "children" then
        return false
    end
    if node.words then
        return called and w ~= "to" or not w or alone(P, i, node)
    end
    local recent = node.y >= 1900 and node.y <= 2100
    if not w or called then
        return recent or w == "in" or w == "since" or w == "of" or w == "from" or w == "to" or w == "between"
            or w == "until"
            or w == "by" or w == "before" or w == "after"
    end
    return recent and (raw:find("^%u") ~= nil or not w:find("^%a") or keep.STOP[w] ~= nil
        or P:follows_noun(node.j) == false)
end

local function month_ok(P, node, i)
    if not node.weak or not node.inferred and node.y then
        return true
    end
    local w = before(P, i)
    if w == "this" and not raw_has_capital(P, i) then
        return false
    end
    if w and CALLS[w] and w ~= "the" and w ~= "," and w ~= "and" and w ~= "or" and w ~= "to" and w ~= "for" then
        return true
    end
    if raw_has_capital(P, i) and w and (w == "to" or w == "and" or w == "or" or w == "for" or w == "the")
        and #P.word[i] > 3 then
        return true
    end
    return alone(P, i, node)
end

local function weekday_ok(P, node, i)
    if not node.weak or not node.only then
        return true
    end
    if alone(P, i, node) then
        return true
    end
    local w = before(P, i)
    return raw_has_capital(P, i) and w ~= nil and CALLS[w] ~= nil and w ~= "the"
end

local LEADING = set [[on in at for by during @ around about approximately the]]

--- Where the expression begins, or nil if it is none.
function keep.first(P, node, i)
    local first = node.start or i
    if node.j <= i then
        return nil
    end
    if node.k == "span" and node.bare and not node.cut and not year_ok(P, node, i) then
        return nil
    end
    if node.k == "open" and node.bare and not node.cut and node.inner and not year_ok(P, node, node.inner) then
        return nil
    end
    if node.k == "span" and (node.grain == "M") and not node.cut and node.weak and not month_ok(P, node, i) then
        return nil
    end
    if node.k == "span" and node.grain == "SEASON" and node.weak and not node.cut then
        local w = before(P, i)
        if not (w == "in" or w == "this" or w == "last" or w == "next" or w == "of" or w == "by" or w == "since"
            or w == "until")
            and P.word[i] ~= "the" or (P.word[i] == "the" and w ~= "in" and w ~= "of" and w ~= "by"
                and w ~= "until" and w ~= "since" and w ~= "during") then
            return nil
        end
    end
    -- now-cancelled, soon-to-open
    if (node.k == "now" or node.k == "vague") and P:ahead(node.j) == "-" and P:glued(node.j) then
        return nil
    end
    if node.k == "day" and not weekday_ok(P, node, i) then
        return nil
    end
    if node.k == "day" and (node.slash or node.loose or node.point) and not node.y and not node.wd then
        local w = before(P, i)
        if node.slash then
            if w and w ~= "on" and w ~= "back" and not keep.STOP[w] and not CALLS[w] and not alone(P, i, node) then
                return nil
            end
        elseif node.point then
            if w ~= "on" and not alone(P, i, node) then
                return nil
            end
        elseif not alone(P, i, node) then
            return nil
        end
    end
    -- Where nothing else is said, a preposition and an article belong to it.
    if node.j - 1 >= P.hi - 1 and i > P.lo - 1 and P.first == P.lo and i - P.lo <= 2 then
        local behind = node.j <= P.hi and P:ahead(node.j)
        if not behind or not behind:find("%w") then
            local k = first
            while k > P.lo and LEADING[P.word[k - 1]] do
                k = k - 1
            end
            if k == P.lo then
                if behind == "." and node.weak and P:glued(node.j) then
                    node.j = node.j + 1
                end
                return k
            end
        end
    end
    return first
end

keep.LEADING = LEADING

return keep
