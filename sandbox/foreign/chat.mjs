// A bot written with grammY, as its users write them. It is told the server's address and token, and takes part in the
// chat that foreign_test.go plays: it ends when it is sent /end.
import { Bot, InlineKeyboard, InputFile, Keyboard } from "grammy";

const [root, token] = process.argv.slice(2);
const bot = new Bot(token, { client: { apiRoot: root } });
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

bot.command("start", (ctx) => ctx.reply(`<b>欢迎</b> ${ctx.match}`, {
  parse_mode: "HTML",
  reply_markup: new InlineKeyboard().text("同意", "yes").url("网站", "https://example.org").row().copyText("抄", "码"),
}));
bot.callbackQuery("yes", async (ctx) => {
  await ctx.answerCallbackQuery({ text: "已记下", show_alert: true });
  await ctx.editMessageText("已同意");
});
bot.command("photo", async (ctx) => {
  const m = await ctx.replyWithPhoto(new InputFile(png, "a.png"), { caption: "图" });
  await ctx.api.editMessageMedia(ctx.chat.id, m.message_id, { type: "photo", media: new InputFile(png, "b.png"), caption: "新图" });
  await ctx.replyWithMediaGroup([
    { type: "document", media: new InputFile(Buffer.from("a"), "a.txt") },
    { type: "document", media: new InputFile(Buffer.from("b"), "b.txt"), caption: "两份" },
  ]);
});
bot.command("keys", (ctx) => ctx.reply("选", { reply_markup: new Keyboard().text("甲").text("乙").resized() }));
bot.command("markdown", (ctx) => ctx.reply("*粗* _斜_ 1\\.2", { parse_mode: "MarkdownV2", reply_parameters: { message_id: ctx.msgId } }));
bot.command("end", async (ctx) => {
  await ctx.reply("再见");
  await bot.stop();
});
bot.on("my_chat_member", async (ctx) => {
  if (ctx.chat.type !== "private" && ctx.myChatMember.new_chat_member.status === "member") {
    const n = await ctx.getChatMemberCount();
    const admins = await ctx.getChatAdministrators();
    await ctx.reply(`群里有${n}人，管理员${admins.length}人`);
  }
});
bot.on("message:document", async (ctx) => {
  const file = await ctx.getFile();
  const got = await fetch(`${root}/file/bot${token}/${file.file_path}`);
  await ctx.reply(`收到：${await got.text()}`);
});
bot.on("message:text", (ctx) => ctx.reply(ctx.msg.text));

await bot.api.setMyCommands([{ command: "start", description: "开始" }]);
await bot.start({ allowed_updates: ["message", "callback_query", "my_chat_member"] });
