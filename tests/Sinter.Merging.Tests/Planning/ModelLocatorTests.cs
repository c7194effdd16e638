using Sinter.Testing;

namespace Sinter.Merging.Tests.Planning;

public sealed class ModelLocatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ModelLocatorTests()
    {
        foreach (var path in (string[])["model", "lora", "odd@name", "a+b", "cache/models--org--model/snapshots/abc123", "cache/models--org--model/refs"]) Directory.CreateDirectory(_folder[path]);
        File.WriteAllText(_folder["cache/models--org--model/refs/main"], "abc123\n");
        File.WriteAllText(_folder["cache/models--org--model/refs/evil"], "../../../../model");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("model", "model", null)]
    [InlineData("./model/", "model", null)]
    [InlineData("model+lora", "model", "lora")]
    [InlineData("odd@name", "odd@name", null)]
    [InlineData("odd@name+lora", "odd@name", "lora")]
    [InlineData("a+b", "a+b", null)]
    [InlineData("a+b+lora", "a+b", "lora")]
    [InlineData("org/model", "cache/models--org--model/snapshots/abc123", null)]
    [InlineData("org/model@abc123", "cache/models--org--model/snapshots/abc123", null)]
    [InlineData("cache/models--org--model@main", "cache/models--org--model/snapshots/abc123", null)]
    public void A_reference_is_found(string text, string path, string? adapter)
    {
        var location = new ModelLocator(_folder.Path, _folder["cache"]).Locate(text);

        location.Path.ShouldBe(_folder[path]);
        location.Adapter.ShouldBe(adapter is null ? null : _folder[adapter]);
    }

    [Theory]
    [InlineData("model@v1", "a plain folder or file has no revisions, but 'v1' is asked for")]
    [InlineData("org/model@v9", "the revision 'v9' is not among the downloaded ones")]
    [InlineData("org/model@../../x", "the revision '../../x' is not among the downloaded ones")]
    [InlineData("org/model@evil", "the revision 'evil' is not among the downloaded ones")]
    [InlineData("org/other", "Sinter downloads nothing: fetch it first, for example with 'hf download org/other'")]
    [InlineData("nowhere", "no such file or folder")]
    [InlineData("model+nowhere", "model 'nowhere': no such file or folder")]
    [InlineData("model+", "no such file or folder")]
    public void What_cannot_be_found_is_told_with_where_it_was_looked_for(string text, string message)
    {
        var reference = new ModelReference(text) { Position = new RecipePosition("r.yml", 7) };

        var exception = Should.Throw<RecipeException>(() => new ModelLocator(_folder.Path, _folder["cache"]).Locate(reference));

        exception.Kind.ShouldBe(RecipeError.NotFound);
        exception.Message.ShouldStartWith("r.yml:7: model '");
        exception.Message.ShouldContain(message);
    }

    [Fact]
    public void A_snapshot_is_called_by_its_models_name() =>
        new ModelLocator(_folder.Path, _folder["cache"]).Locate("org/model+lora").ShortName.ShouldBe("org/model+lora");
}
