package sandbox

import "context"

// wireMember is a member in the Bot API's form.
func (s *Server) wireMember(c *chat, id int64) map[string]any {
	t := c.seats[id]
	status := statusLeft
	if t != nil {
		status = t.status
	}
	out := map[string]any{"user": s.userOf(id), "status": status}
	switch status {
	case statusCreator:
		out["is_anonymous"] = t.anonymous
	case statusAdmin:
		out["is_anonymous"], out["can_be_edited"] = t.anonymous, false
		for _, right := range []string{"can_manage_chat", "can_delete_messages", "can_manage_video_chats",
			"can_restrict_members", "can_change_info", "can_invite_users", "can_pin_messages"} {
			out[right] = true
		}
		for _, right := range []string{"can_promote_members", "can_post_stories", "can_edit_stories", "can_delete_stories"} {
			out[right] = false
		}
	case statusKicked:
		out["until_date"] = 0 // for ever
	}
	return out
}

// blockedMember is the bot in a private chat, as my_chat_member tells of it.
func (s *Server) blockedMember(blocked bool) map[string]any {
	if blocked {
		return map[string]any{"user": s.bot, "status": statusKicked, "until_date": 0}
	}
	return map[string]any{"user": s.bot, "status": statusMember}
}

func (s *Server) getChat(_ context.Context, p params) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.chat(p)
	if err != nil {
		return nil, err
	}
	gifts := map[string]bool{}
	for _, kind := range []string{"unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"} {
		gifts[kind] = !c.isGroup()
	}
	out := map[string]any{
		"id": c.ID, "type": c.kind, "accent_color_id": int(max(c.ID, -c.ID) % 7), "max_reaction_count": 11,
		"accepted_gift_types": gifts,
	}
	optional := map[string]string{
		"title": c.wire.Title, "first_name": c.wire.First, "last_name": c.wire.Last, "username": c.wire.Username,
	}
	for name, value := range optional {
		if value != "" {
			out[name] = value
		}
	}
	if c.wire.Username != "" {
		out["active_usernames"] = []string{c.wire.Username}
	}
	if c.isGroup() {
		out["permissions"] = map[string]bool{"can_send_messages": true, "can_send_photos": true, "can_send_documents": true,
			"can_invite_users": true, "can_pin_messages": false, "can_change_info": false}
	}
	for _, id := range c.pinned {
		if m := c.find(id); m != nil {
			out["pinned_message"] = m.quoted()
		}
	}
	return out, nil
}

func (s *Server) getChatMember(_ context.Context, p params) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, whom, err := s.chatAndUser(p)
	if err != nil {
		return nil, err
	}
	if !c.isGroup() {
		status := statusLeft
		if whom == c.ID || whom == s.bot.ID {
			status = statusMember
		}
		return map[string]any{"user": s.userOf(whom), "status": status}, nil
	}
	return s.wireMember(c, whom), nil
}

// chatAndUser finds the chat and the person of a call.
func (s *Server) chatAndUser(p params) (*chat, int64, error) {
	c, err := s.chat(p)
	if err != nil {
		return nil, 0, err
	}
	whom := p.int("user_id")
	switch {
	case whom <= 0:
		return nil, 0, bad("invalid user_id specified")
	case s.userOf(whom) == nil:
		return nil, 0, bad("user not found")
	}
	return c, whom, nil
}

func (s *Server) getChatMemberCount(_ context.Context, p params) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.chat(p)
	if err != nil || !c.isGroup() {
		return 2, err
	}
	n := 0
	for _, t := range c.seats {
		if t.in() {
			n++
		}
	}
	return n, nil
}

func (s *Server) getChatAdministrators(_ context.Context, p params) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.chat(p)
	if err != nil {
		return nil, err
	}
	if !c.isGroup() {
		return nil, bad("there are no administrators in the private chat")
	}
	out := []any{}
	for _, m := range c.roll() {
		if c.seats[m.ID].admin() { // the bot itself included, other bots there are none
			out = append(out, s.wireMember(c, m.ID))
		}
	}
	return out, nil
}

func (s *Server) leaveChat(_ context.Context, p params) (any, error) {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.chat(p)
	if err != nil {
		return nil, err
	}
	if !c.isGroup() {
		return nil, bad("chat member status can't be changed in private chats")
	}
	s.exit(c, s.bot.ID, s.bot.ID, statusLeft, now)
	return true, nil
}

func (s *Server) banChatMember(_ context.Context, p params) (any, error) {
	return s.judge(p, func(c *chat, whom int64, t *seat) (string, error) {
		switch {
		case t != nil && t.status == statusCreator:
			return "", bad("can't remove chat owner")
		case t.admin():
			return "", bad("user is an administrator of the chat")
		}
		return statusKicked, nil
	})
}

func (s *Server) unbanChatMember(_ context.Context, p params) (any, error) {
	return s.judge(p, func(c *chat, whom int64, t *seat) (string, error) {
		switch {
		case c.kind != kindSuper:
			return "", bad("method is available for supergroup and channel chats only")
		case t != nil && t.status == statusCreator:
			return "", bad("can't remove chat owner")
		case t != nil && t.status == statusKicked, t.in() && !p.bool("only_if_banned"):
			return statusLeft, nil // who is in the group is removed by this, too
		}
		return "", nil
	})
}

// judge has the bot change a member's status to what rule says.
func (s *Server) judge(p params, rule func(*chat, int64, *seat) (string, error)) (any, error) {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	c, whom, err := s.chatAndUser(p)
	if err != nil {
		return nil, err
	}
	if !c.isGroup() {
		return nil, bad("can't ban members in private chats")
	}
	if !c.seats[s.bot.ID].admin() {
		return nil, bad("not enough rights to restrict/unrestrict chat member")
	}
	t := c.seats[whom]
	status, err := rule(c, whom, t)
	if err != nil {
		return nil, err
	}
	switch was := t.in(); {
	case status == "" || t != nil && t.status == status:
	case was:
		s.exit(c, s.bot.ID, whom, status, now)
	default:
		s.move(c, s.bot.ID, whom, status, now)
	}
	return true, nil
}
