using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Sinter.Merging.Tests;

/// <summary>Broken recipes of every kind: whatever the text, a recipe or a <see cref="RecipeException"/> of one line comes out.</summary>
public class RecipeFuzzTests
{
    private const string Whole = """
        merge_method: dare_ties
        base_model: {model: {path: ./base, revision: main}, lora: ./adapter}
        slices:
          - sources:
              - model: ./math+./lora
                layer_range: [0, 16]
                parameters:
                  weight: &w
                    - {filter: self_attn, value: [0, 0.5, 1]}
                    - {filter: {regex: 'layers\.\d+\.mlp'}, value: 0.25}
                    - {filter: {layers: [2, 7]}, value: .5}
                    - value: 1e-3
              - {model: "./code", layer_range: [16, 32], parameters: {weight: *w, density: 0.5}}
            parameters: {normalize: true}
        prune:
          - {method: lwptv, ratio: 0.5, direction: low}
        parameters: {int8_mask: true, lambda: 1.0}
        dtype: bfloat16
        out_dtype: auto
        tokenizer_source: base
        chat_template: auto
        density_scope: model
        on_mismatch: intersect
        seed: 42
        rng: philox
        """;

    private static readonly string[] Pieces =
        ["\n", ": ", "- ", "[", "]", "{", "}", "*w", "&w ", "'", "\"", "|", ">", "?", "!!str ", "!x ", "<<: ", "#", "%", "---\n", "...", "\t", "\0", "é", "\U0001F600", "\uD800", "null", "~", ".nan", "99999999999999999999", ",", "@", "`", "\r"];

    [Fact]
    public void Text_with_random_changes_is_read_or_refused() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(4000), Prop.ForAll(Changes().ToArbitrary(), static changes => ReadOrRefused(Mutated(changes))));

    [Fact]
    public void Text_of_random_pieces_is_read_or_refused() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(4000),
            Prop.ForAll(Gen.Elements(Pieces).ListOf().Select(static pieces => string.Concat(pieces)).ToArbitrary(), ReadOrRefused));

    [Fact]
    public void Every_beginning_of_a_recipe_is_read_or_refused()
    {
        for (var length = 0; length <= Whole.Length; length++) ReadOrRefused(Whole[..length]).ShouldBeTrue();
    }

    [Fact]
    public void The_unchanged_text_is_read() => RecipeReader.Parse(Whole).Prune.Length.ShouldBe(1);

    private static Gen<List<(int Kind, int Place, string Piece)>> Changes() =>
        from list in (from kind in Gen.Choose(0, 2) from place in Gen.Choose(0, Whole.Length) from piece in Gen.Elements(Pieces) select (kind, place, piece)).NonEmptyListOf()
        select list.ToList();

    private static string Mutated(List<(int Kind, int Place, string Piece)> changes)
    {
        var text = new StringBuilder(Whole);
        foreach (var (kind, at, piece) in changes)
        {
            var place = Math.Min(at, text.Length);
            if (kind == 0) text.Insert(place, piece);
            else if (kind == 1) text.Remove(place, Math.Min(piece.Length * 3, text.Length - place));
            else text.Insert(place, text.ToString(0, Math.Min(piece.Length * 20, place)));
        }

        return text.ToString();
    }

    private static bool ReadOrRefused(string text)
    {
        try
        {
            RecipeReader.Parse(text, name: "fuzz.yml").Method.ShouldNotBeNull();
        }
        catch (RecipeException exception)
        {
            exception.Message.ShouldStartWith("fuzz.yml");
            exception.Message.ShouldNotContain('\n');
            exception.Message.ShouldNotContain('\r');
        }

        return true;
    }
}
