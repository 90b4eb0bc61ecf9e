using System.Text;
using CsCheck;
using LlmGateway.Metering.Json;

namespace LlmGateway.Tests.Json;

public sealed class FormBodyTests
{
    private const string Type = "multipart/form-data; boundary=\"b0und=ary\"";
    private const string Field = "Content-Disposition: form-data; name=";

    private static readonly Gen<(string Name, string? File, string Value)> s_part = Gen.Select(
        Gen.OneOf("model", "prompt", "n", "file", "image[]", "größe"), Gen.OneOf<string?>(null, null, "a.png", "C:\\x y\\z.wav", "a;b=c.txt"), Gen.OneOf("", "1", "gpt", "--b0und", "\r\n", "\r\n--b0un", "grüße", "{\"a\":1}"),
        (name, file, value) => (name, file, value));

    [Fact]
    public void Fields_and_files_are_told_apart()
    {
        var form = Parse(Part(Field + "\"model\"", "whisper-1") + Part(Field + "file; filename=\"x.wav\"; filename*=utf-8''x.wav", "RIFF"));
        Assert.Equal("whisper-1", form.Text("model"));
        Assert.Null(form.Text("language"));
        Assert.Equal("RIFF", Encoding.UTF8.GetString(Assert.Single(form.Files("file")).Span));
    }

    [Fact]
    public void Numbers_and_flags_are_strict()
    {
        var form = Parse(Part(Field + "\"n\"", "3") + Part(Field + "\"stream\"", "True") + Part(Field + "\"size\"", "1e3"));
        Assert.Equal(3, form.Integer("n", 1, 10));
        Assert.True(form.Flag("stream"));
        Assert.Throws<InvalidFieldException>(() => form.Integer("n", 4, 10));
        Assert.Throws<InvalidFieldException>(() => form.Integer("size", 1, 10_000));
        Assert.Throws<InvalidFieldException>(() => form.Flag("n"));
    }

    [Fact]
    public void A_field_that_occurs_twice_or_comes_as_a_file_is_refused()
    {
        Assert.Throws<InvalidFieldException>(() => Parse(Part(Field + "\"n\"", "1") + Part(Field + "\"n\"", "10")).Text("n"));
        Assert.Throws<InvalidFieldException>(() => Parse(Part(Field + "\"n\"; filename=\"n\"", "10")).Text("n"));
    }

    [Theory]
    [InlineData(Field + "\"n\"; name=\"model\"")]
    [InlineData(Field + "\"n\"; filename=\"x; name=model\\\"\"")]
    [InlineData(Field + "\"n")]
    [InlineData(Field + "\"n\"model")]
    [InlineData("Content-Disposition: form-data")]
    [InlineData(Field + "\"\"")]
    [InlineData("no colon here")]
    [InlineData(Field + "\"a\"\r\n" + Field + "\"b\"")]
    [InlineData(Field + "\"n\"\r\nContent-Transfer-Encoding: base64")]
    public void What_two_parsers_could_read_in_two_ways_is_refused(string head) => Assert.Throws<InvalidFieldException>(() => Parse(Part(head, "1")));

    [Theory]
    [InlineData("")]
    [InlineData("preamble\r\n--b0und=ary\r\n" + Field + "\"n\"\r\n\r\n1\r\n--b0und=ary--")]
    [InlineData("--b0und=ary\r\n" + Field + "\"n\"\r\n\r\n1\r\n--b0und=aryX\r\n")]
    [InlineData("--b0und=ary\r\n" + Field + "\"n\"\r\n\r\n1")]
    [InlineData("--b0und=ary\r\n" + Field + "\"n\"")]
    public void A_body_that_is_not_framed_as_it_says_is_refused(string body) => Assert.Throws<InvalidFieldException>(() => FormBody.Parse(Encoding.UTF8.GetBytes(body), Type));

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=")]
    [InlineData("multipart/form-data; boundary=a; boundary=b")]
    public void A_content_type_without_one_boundary_is_refused(string type) => Assert.Throws<InvalidFieldException>(() => FormBody.Parse("--a--"u8.ToArray(), type));

    [Fact]
    public void What_was_written_is_read() => s_part.Array[0, 12].Sample(parts =>
    {
        var form = Parse(string.Concat(parts.Select(part => Part($"{Field}\"{part.Name}\"" + (part.File is null ? "" : $"; filename=\"{part.File}\""), part.Value))));
        Assert.Equal(parts.Select(part => (part.Name, part.File is not null, part.Value)), form.Parts.Select(part => (part.Name, part.IsFile, Encoding.UTF8.GetString(part.Content.Span))));
    }, iter: 10_000);

    [Fact]
    public void Damaged_bytes_are_read_or_refused_and_do_no_harm() => Gen.Select(s_part.Array[0, 6], Mutations.Any).Sample((parts, mutations) =>
    {
        var body = Mutations.Apply(Encoding.UTF8.GetBytes(string.Concat(parts.Select(part => Part($"{Field}\"{part.Name}\"", part.Value))) + "--b0und=ary--\r\n"), mutations);
        try
        {
            FormBody.Parse(body, Type).Text("n");
        }
        catch (InvalidFieldException exception)
        {
            Assert.NotEmpty(exception.Message);
        }
    }, iter: 20_000);

    private static string Part(string head, string value) => $"--b0und=ary\r\n{head}\r\n\r\n{value}\r\n";

    private static FormBody Parse(string parts) => FormBody.Parse(Encoding.UTF8.GetBytes(parts + "--b0und=ary--\r\n"), Type);
}
