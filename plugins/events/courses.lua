--- Verbs that say nothing but what becomes of the noun behind them: it is
-- done, ended, brought to a conclusion or given in to. Lemmas, with the
-- particle where it matters.
local LISTS = {
    ["do"] = [[
        hold have make give do stage launch mount conduct perform impose slap
        declare announce begin start open enter continue resume renew restore
        reopen expand increase intensify escalate extend provide send deliver
        ship issue express voice file lodge bring raise unleash commit pay
        establish undertake wage plan organize organise receive host attend
        sponsor grant deploy sell tighten reimpose enforce institute introduce
        trigger lead join upgrade strengthen improve normalize normalise
        supply donate carry step set complete finish convene arrange exchange
        schedule clamp initiate engage chair open_up put lay mark rally win
        draw pursue observe respect uphold keep arrive fly travel return head
        gather assemble go come sit approve reaffirm reiterate
        confirm repeat restate underline]],
    ["end"] = [[
        end halt stop suspend cancel call_off break_off break cut cut_off
        sever freeze lift ease relax remove drop abandon scrap withdraw
        pull_out pull_back revoke rescind annul terminate abrogate violate
        postpone delay scale_back scale_down reduce downgrade wind_up
        wind_down wound_up block quit leave walk_out discontinue recall close shut shut_down
        interrupt disrupt loosen waive boycott repeal abolish tear_up put_off
        shorten narrow trim pull back_out dismantle undo limit curtail review
        reconsider withhold breach collapse fail founder stall break_down
        break_up reverse defuse]],
    sign = [[
        sign conclude ratify initial finalize finalise seal cosign co-sign]],
    reach = [[
        reach strike negotiate clinch secure hammer_out work_out broker
        come_to]],
    ask = [[
        request seek want demand propose suggest urge need ask solicit]],
    offer = "offer promise pledge guarantee",
    yield = [[
        meet satisfy fulfil fulfill accept honor honour agree bow accede
        give_in submit]],
}

local courses = {}
for course, verbs in pairs(LISTS) do
    for verb in verbs:gmatch "%S+" do
        courses[verb:gsub("_", " ")] = course
    end
end
return courses
