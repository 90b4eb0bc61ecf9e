using System.Text;
using CsCheck;
using LlmGateway.Metering;
using LlmGateway.Quotas.Redis;

namespace LlmGateway.Tests.Quotas;

public sealed class RedisTextTests
{
    private static readonly Gen<string> s_id = Gen.OneOf(Gen.String[Gen.Char.AlphaNumeric, 1, 30], Gen.OneOf("grüße", "a:b", new string('l', 700)));

    private static readonly Gen<HeldAccount> s_account = Gen.Select(
        Gen.Enum<SubjectKind>(), s_id, Gen.OneOf("2026-11", "r30"), Gen.Int[0, 40_000], Gen.Bool, (kind, id, window, day, rated) => new HeldAccount(new(kind, id), window, day, rated));

    [Fact]
    public void A_list_is_written_as_the_scripts_compare_it() => Assert.Equal(
        "key:key_1|2026-11|20782|0,user:default/ann|r30|20782|1",
        Encoding.UTF8.GetString(RedisText.Of([new(Subject.Key("key_1"), "2026-11", 20782), new(Subject.User("default", "ann"), "r30", 20782, Rated: true)])));

    [Fact]
    public void A_list_is_read_as_it_was_written_the_first_time_and_again() => s_account.Array[1, 6].Sample(accounts =>
    {
        var text = Encoding.UTF8.GetString(RedisText.Of([.. accounts]));
        for (var i = 0; i < 2; i++) Assert.Equal(accounts, RedisText.Accounts(text).AsEnumerable());
    });

    [Fact]
    public void A_list_that_is_not_readable_is_refused_each_time()
    {
        for (var i = 0; i < 2; i++) Assert.Throws<FormatException>(() => RedisText.Accounts("key:key_1|2026-11|20782"));
    }
}
