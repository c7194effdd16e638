using System.Globalization;
using System.Text;

namespace Sinter.Merging;

/// <summary>
/// Reads recipes: the YAML of mergekit with Sinter's additions (docs/recipes.md). It looks at the text alone; whether method, parameters and models fit
/// together is
/// the planner's work.
/// </summary>
public static class RecipeReader
{
    /// <summary>Largest recipe read, in bytes.</summary>
    public const int MaximumLength = 1 << 20;

    /// <summary>Reads a recipe from a file. Relative paths in it start at the file's folder.</summary>
    /// <exception cref="RecipeException">The file cannot be read or is no recipe; the message names file, line, key, what was found and what was
    /// expected.</exception>
    public static Recipe ReadFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Parse(ReadText(path), Path.GetDirectoryName(Path.GetFullPath(path)), path);
    }

    /// <summary>Reads a recipe from text.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="folder">The folder that relative paths start at; null for the current one.</param>
    /// <param name="name">What messages call the recipe.</param>
    /// <exception cref="RecipeException">The text is no recipe.</exception>
    public static Recipe Parse(string text, string? folder = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaximumLength) throw TooLarge(name, text.Length);
        var root = YamlTree.Parse(text, name);
        var problems = new RecipeProblems();
        var recipe = RecipeMapping.Of(root, string.Empty, problems, name) is { } mapping ? new RecipeDocument(problems, name).Read(mapping) : null;
        problems.ThrowIfAny();
        return recipe! with { Folder = folder, Text = text };
    }

    private static string ReadText(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            var bytes = new byte[MaximumLength + 1];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > MaximumLength) throw TooLarge(path, stream.CanSeek ? stream.Length : length);
            var start = bytes.AsSpan(0, length).StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, start, length - start);
        }
        catch (DecoderFallbackException exception)
        {
            throw new RecipeException(RecipeError.Syntax, $"{path}: the recipe is not UTF-8 text.", exception);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RecipeException(RecipeError.NotFound, $"{path}: no such recipe file.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var reason = Directory.Exists(path) ? "it is a folder; give the recipe's file." : exception.Message;
            throw new RecipeException(RecipeError.NotFound, $"{path}: the recipe cannot be read: {reason}", exception);
        }
    }

    private static RecipeException TooLarge(string? name, long length) => RecipeProblems.Single(
        RecipeError.Syntax, new RecipePosition(name, 0),
            string.Create(CultureInfo.InvariantCulture, $"the recipe has {length} bytes; at most {MaximumLength} are read."));
}
