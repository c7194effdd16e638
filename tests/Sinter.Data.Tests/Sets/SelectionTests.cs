using FsCheck;
using FsCheck.Fluent;

namespace Sinter.Data.Tests;

public class SelectionTests
{
    [Fact]
    public void A_subset_has_the_chosen_pictures_and_labels_in_the_given_order()
    {
        var set = SampleFiles.Set("s", 0, 1, 2, 1).Subset([3, 0, 3, 2]).Subset([2, 1]);
        SampleFiles.Values(set).ShouldBe([3, 0]);
        set.Labels.ShouldBe([1, 0]);
        set.Describe(0).ShouldBe("s[3]");
        set.Classes.Length.ShouldBe(3);
    }

    [Fact]
    public void A_number_that_is_not_of_the_set_is_refused() => Should.Throw<ArgumentOutOfRangeException>(() => SampleFiles.Set("s", 0, 1).Subset([2])).Message.ShouldContain("0 to 1");

    [Fact]
    public void A_split_gives_every_picture_to_exactly_one_part_and_every_class_its_share() => Prop.ForAll(
        Gen.ListOf(Gen.Choose(0, 4)).Where(static labels => labels.Count is > 0 and < 200).ToArbitrary(), Gen.Choose(1, 99).ToArbitrary(), Gen.Choose(0, 1000).ToArbitrary(),
        static (labels, percent, seed) =>
        {
            var set = SampleFiles.Set("s", [.. labels]);
            var (first, second) = set.Split(percent / 100.0, seed);
            SampleFiles.Values(first).Concat(SampleFiles.Values(second)).Order().ShouldBe(Enumerable.Range(0, set.Count));
            SampleFiles.Values(first).ShouldBeInOrder();
            foreach (var group in labels.GroupBy(static label => label).Where(static group => group.Count() > 1))
            {
                var share = second.Labels.Count(label => label == group.Key);
                Math.Abs(share - (percent / 100.0 * group.Count())).ShouldBeLessThanOrEqualTo(1);
                share.ShouldBeInRange(1, group.Count() - 1);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_split_depends_on_its_seed_alone()
    {
        var set = SampleFiles.Set("s", [.. Enumerable.Range(0, 100).Select(static i => i % 3)]);
        var renamed = SampleFiles.Set("renamed", [.. set.Labels]);
        SampleFiles.Values(set.Split(0.2, 7).Second).ShouldBe(SampleFiles.Values(renamed.Split(0.2, 7).Second));
        SampleFiles.Values(set.Split(0.2, 7).Second).ShouldNotBe(SampleFiles.Values(set.Split(0.2, 8).Second));
    }

    [Fact]
    public void Joint_sets_give_each_set_its_own_block_of_classes()
    {
        var joint = ImageSet.Concat("joint", SampleFiles.Set("a", 1, 0), SampleFiles.Set("empty"), SampleFiles.Set("b", 0, 2, 1));
        joint.Labels.ShouldBe([1, 0, 2, 4, 3]);
        joint.Classes.ShouldBe(["a: class 0", "a: class 1", "b: class 0", "b: class 1", "b: class 2"]);
        SampleFiles.Values(joint).ShouldBe([0, 1, 0, 1, 2]);
        Enumerable.Range(0, 5).Select(joint.Describe).ShouldBe(["a[0]", "a[1]", "b[0]", "b[1]", "b[2]"]);
        Should.Throw<ArgumentOutOfRangeException>(() => joint.Read(5));
    }

    [Fact]
    public void Joint_sets_need_labels()
    {
        var unlabelled = new MemoryImageSet("u", [], [], new ImageShape(1, 1, 1), [7]);
        Should.Throw<ArgumentException>(() => ImageSet.Concat("joint", unlabelled)).Message.ShouldContain("u has no labels");
        Should.Throw<ArgumentException>(() => ImageSet.Concat("joint"));
    }

    [Fact]
    public void Equal_pictures_have_equal_hashes_in_whatever_form()
    {
        var set = SampleFiles.Set("a", 0, 1, 2);
        ImageSetHash.Compute(set.Subset([0, 1, 2], "b")).ShouldBe(ImageSetHash.Compute(set));
        ImageSetHash.Compute(set.Subset([0, 2, 1])).ShouldNotBe(ImageSetHash.Compute(set));
        ImageSetHash.Compute(SampleFiles.Set("a", 0, 1, 1)).ShouldNotBe(ImageSetHash.Compute(set));
    }

    [Fact]
    public void The_hash_is_that_of_the_documented_bytes()
    {
        byte[] bytes = [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 255, 255, 255, 255, 7];
        var set = new MemoryImageSet("u", [], [], new ImageShape(1, 1, 1), [7]);
        ImageSetHash.Compute(set).ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)));
    }
}
