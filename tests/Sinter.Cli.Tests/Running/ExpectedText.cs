namespace Sinter.Cli.Tests;

/// <summary>
/// Texts that are compared with files in <c>Expected/</c>. After an intended change run the tests once with SINTER_UPDATE=1, which rewrites the files, and look at the diff.
/// </summary>
internal static class ExpectedText
{
    public static void Check(string fileName, string text)
    {
        var path = Repository.At("tests", "Sinter.Cli.Tests", "Expected", fileName);
        if (Environment.GetEnvironmentVariable("SINTER_UPDATE") == "1") File.WriteAllText(path, text);
        File.Exists(path).ShouldBeTrue($"{path} does not exist; run the tests once with SINTER_UPDATE=1");
        text.ShouldBe(File.ReadAllText(path), $"{fileName} has changed; if that is intended, run the tests once with SINTER_UPDATE=1 and commit the file");
    }
}
