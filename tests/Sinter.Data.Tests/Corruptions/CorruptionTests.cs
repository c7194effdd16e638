namespace Sinter.Data.Tests;

public class CorruptionTests
{
    private static readonly string[] Smooth = ["defocus_blur", "motion_blur", "contrast", "pixelate"];

    public static TheoryData<string> Names => [.. Corruption.All.Select(static corruption => corruption.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_result_is_rgb_of_the_same_size_and_the_picture_stays(string name)
    {
        RequireTurboFor(name);
        foreach (var channels in new[] { 1, 3, 4 })
        {
            var image = Pictures.Scene(23, 17, channels);
            foreach (var table in new[] { CorruptionTable.Cifar, CorruptionTable.ImageNet })
            {
                for (var severity = 1; severity <= 5; severity++)
                {
                    var result = Corruption.Parse(name).Apply(image, severity, table);
                    (result.Width, result.Height, result.Channels).ShouldBe((23, 17, 3));
                    result.Pixels.SequenceEqual(image.ToRgb().Pixels).ShouldBeFalse();
                }
            }

            image.ShouldBePicture(Pictures.Scene(23, 17, channels));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_single_pixel_and_narrow_pictures_are_no_problem(string name)
    {
        RequireTurboFor(name);
        foreach (var (width, height) in new[] { (1, 1), (1, 40), (40, 1), (2, 3) })
        {
            foreach (var table in new[] { CorruptionTable.Cifar, CorruptionTable.ImageNet })
                for (var severity = 1; severity <= 5; severity++) Corruption.Parse(name).Apply(Pictures.Noise(width, height, 3), severity, table).Width.ShouldBe(width);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Order_and_threads_do_not_matter(string name)
    {
        RequireTurboFor(name);
        var corruption = Corruption.Parse(name);
        var images = Enumerable.Range(0, 24).Select(static i => Pictures.Scene(32, 32, 3, i)).ToArray();
        var forward = images.Select((image, i) => corruption.Apply(image, 3, seed: 5, name: "set", index: i).Pixels).ToArray();
        Parallel.For(0, 24, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => corruption.Apply(images[23 - i], 3, seed: 5, name: "set", index: 23 - i).Pixels.ShouldBe(forward[23 - i]));
    }

    [Theory]
    [InlineData("gaussian_noise")]
    [InlineData("shot_noise")]
    [InlineData("impulse_noise")]
    [InlineData("motion_blur")]
    [InlineData("fog")]
    [InlineData("spatter")]
    public void Seed_name_and_number_of_a_picture_draw_other_numbers(string name)
    {
        // Several pictures: two angles of a motion blur may give one picture the same pixels.
        byte[] Pixels(long seed, string picture, int first) =>
            [.. Enumerable.Range(first, 6).SelectMany(i => Corruption.Parse(name).Apply(Pictures.Scene(32, 32, 3), 5, seed: seed, name: picture, index: i).Pixels)];
        var pixels = Pixels(1, "a", 1);
        pixels.SequenceEqual(Pixels(1, "a", 1)).ShouldBeTrue();
        pixels.SequenceEqual(Pixels(2, "a", 1)).ShouldBeFalse();
        pixels.SequenceEqual(Pixels(1, "b", 1)).ShouldBeFalse();
        pixels.SequenceEqual(Pixels(1, "a", 2)).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_worst_severity_changes_more_than_the_mildest(string name)
    {
        RequireTurboFor(name);
        foreach (var (table, size) in new[] { (CorruptionTable.Cifar, 32), (CorruptionTable.ImageNet, 96) })
        {
            double Change(int severity) => Enumerable.Range(0, 8).Average(i =>
            {
                var image = Pictures.Scene(size, size, 3, i);
                return Pictures.MeanDifference(image, Corruption.Parse(name).Apply(image, severity, table, 3, "x", i));
            });
            Change(5).ShouldBeGreaterThan(Change(1), $"{name} {table}");
        }
    }

    [Fact]
    public void One_colour_stays_one_colour_under_blurs()
    {
        var gray = new Image(40, 30, 3);
        Array.Fill(gray.Pixels, (byte)200);
        foreach (var name in Smooth)
        {
            // The last two disks of the reference weigh more than one.
            for (var setting = 0; setting < (name == "defocus_blur" ? 8 : 10); setting++) Corruption.Parse(name).Corrupt(gray, setting, default).ShouldBePicture(gray);
        }
    }

    [Fact]
    public void Small_pictures_get_the_parameters_of_CIFAR()
    {
        Corruption.Resolve(CorruptionTable.Auto, 64, 64).ShouldBe(CorruptionTable.Cifar);
        Corruption.Resolve(CorruptionTable.Auto, 64, 65).ShouldBe(CorruptionTable.ImageNet);
        Corruption.Resolve(CorruptionTable.Cifar, 500, 500).ShouldBe(CorruptionTable.Cifar);
        Corruption.Resolve(CorruptionTable.ImageNet, 5, 5).ShouldBe(CorruptionTable.ImageNet);
        var image = Pictures.Scene(32, 32, 3);
        var contrast = Corruption.Parse("contrast");
        contrast.Apply(image, 2).ShouldBePicture(contrast.Apply(image, 2, CorruptionTable.Cifar));
        contrast.Apply(image, 2).Pixels.SequenceEqual(contrast.Apply(image, 2, CorruptionTable.ImageNet).Pixels).ShouldBeFalse();
    }

    [Fact]
    public void Mixed_draws_each_of_the_seven_and_does_what_it_drew()
    {
        var drawn = Enumerable.Range(0, 7000).Select(static i => Corruption.Mixed.Draw(11, "gtsrb/test", i)).ToArray();
        foreach (var corruption in Corruption.Protocol) drawn.Count(x => x == corruption).ShouldBeInRange(880, 1120);
        var image = Pictures.Scene(32, 32, 3);
        var number = Array.FindIndex(drawn, static corruption => corruption.Name == "spatter");
        Corruption.Mixed.Apply(image, 2, seed: 11, name: "gtsrb/test", index: number).ShouldBePicture(Corruption.Parse("spatter").Apply(image, 2, seed: 11, name: "gtsrb/test", index: number));
    }

    [Theory]
    [InlineData("gaussian_noise", "gaussian_noise")]
    [InlineData("Motion-Blur", "motion_blur")]
    [InlineData("MIXED", "mixed")]
    public void Names_are_found_whatever_their_capitals_and_hyphens(string name, string found) => Corruption.Parse(name).Name.ShouldBe(found);

    [Theory]
    [InlineData("gausian_noise", "did you mean 'gaussian_noise'?")]
    [InlineData("fogg", "did you mean 'fog'?")]
    [InlineData("snow_storm_2", "known: brightness, contrast")]
    public void An_unknown_name_is_refused_with_what_is_known(string name, string hint)
    {
        var exception = Should.Throw<DatasetException>(() => Corruption.Parse(name));
        exception.Error.ShouldBe(DatasetError.InvalidOption);
        exception.Message.ShouldContain(hint);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void A_severity_that_there_is_not_is_refused(int severity) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Corruption.Parse("fog").Apply(Pictures.Scene(4, 4, 3), severity));

    [Fact]
    public void A_corrupted_set_keeps_labels_and_numbers()
    {
        var pixels = Enumerable.Range(0, 5).SelectMany(static i => Pictures.Scene(8, 8, 1, i).Pixels).ToArray();
        var clean = new MemoryImageSet("digits", ["a", "b"], [0, 1, 1, 0, 0], new ImageShape(8, 8, 1), pixels);
        var corruption = Corruption.Parse("shot_noise");
        var set = new CorruptedImageSet(clean, corruption, 4, seed: 3);
        (set.Count, set.Shape, set.Describe(2)).ShouldBe((5, new ImageShape(8, 8, 3), clean.Describe(2)));
        set.Labels.ShouldBe(clean.Labels);
        set.Read(3).ShouldBePicture(corruption.Apply(clean.Read(3), 4, seed: 3, name: "digits", index: 3));
        set.Subset([3]).Read(0).ShouldBePicture(set.Read(3));
    }

    [Fact]
    public void A_share_of_a_set_is_corrupted_and_a_larger_share_holds_a_smaller_one()
    {
        const int Count = 200;
        var pixels = Enumerable.Range(0, Count).SelectMany(static i => Pictures.Scene(8, 8, 1, i).Pixels).ToArray();
        var clean = new MemoryImageSet("digits", [], [], new ImageShape(8, 8, 1), pixels);
        var corruption = Corruption.Parse("gaussian_noise");
        var (some, half, all) = (Share(0.2), Share(0.5), new CorruptedImageSet(clean, corruption, 3));
        Enumerable.Range(0, Count).Count(half.IsCorrupted).ShouldBeInRange(75, 125);
        for (var i = 0; i < Count; i++)
        {
            if (some.IsCorrupted(i)) half.IsCorrupted(i).ShouldBeTrue();
            half.Read(i).ShouldBePicture(half.IsCorrupted(i) ? all.Read(i) : clean.Read(i).ToRgb());
        }

        Enumerable.Range(0, Count).Count(Share(0).IsCorrupted).ShouldBe(0);
        foreach (var wrong in (double[])[-0.1, 1.1, double.NaN])
            Should.Throw<DatasetException>(() => Share(wrong)).Message.ShouldContain("share");

        CorruptedImageSet Share(double share) => new(clean, corruption, 3, share: share);
    }

    private static void RequireTurboFor(string name)
    {
        if (name is "jpeg_compression" or "mixed") Pictures.RequireTurbo();
    }

    [Fact]
    public void The_mix_without_jpeg_draws_all_others_and_never_jpeg()
    {
        var drawn = Enumerable.Range(0, 200).Select(static index => Corruption.MixedWithoutJpeg.Draw(1, "set", index).Name).ToHashSet();
        drawn.ShouldBe(Corruption.Protocol.Select(static one => one.Name).Where(static name => name != "jpeg_compression"), ignoreOrder: true);
    }
}
